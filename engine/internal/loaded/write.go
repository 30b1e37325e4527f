package loaded

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/rolecall/rolecall/engine/internal/bundlefile"
	"github.com/rolecall/rolecall/engine/internal/policy"
	"github.com/rolecall/rolecall/engine/signing"
)

// WriteBundle writes the bundle to a path, and opens it before it takes the place of
// another bundle there. A signer, if not nil, signs it, which takes an archive.
func (c *Configuration) WriteBundle(path string, signer *signing.Signer) error {
	if signer != nil && !strings.HasSuffix(path, bundlefile.Extension) {
		return fmt.Errorf("a signed bundle is an archive, as OPA verifies a folder by a path that others do not have: "+
			"name a file that ends in %s", bundlefile.Extension)
	}
	p := c.Parts()
	files, verification, err := signed(p.Files(), signer)
	if err != nil {
		return err
	}
	replaceable := func(there bundlefile.Content) error { return mayReplace(there, files) }
	return bundlefile.Write(path, files, replaceable, func(path string) error { return opens(p, path, verification) })
}

// Archives returns the archives of the bundle by name: one, or those of the split bundle. A
// signer, if not nil, signs each. Otherwise a whole bundle keeps the signatures that it was
// read with.
func (c *Configuration) Archives(signer *signing.Signer, split bool) (map[string][]byte, error) {
	parts := map[string]*policy.Parts{bundlefile.Whole: c.Parts()}
	if split {
		var err error
		if parts, err = c.Split(); err != nil {
			return nil, err
		}
	}
	archives := make(map[string][]byte, len(parts))
	for name, p := range parts {
		files, _, err := signed(p.Files(), signer)
		if signer == nil && !split && c.Signatures != nil {
			files[bundlefile.Signatures] = c.Signatures
		}
		if err == nil {
			archives[name], err = bundlefile.Archive(files)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return archives, nil
}

// WriteSplit writes the archives of the split bundle to a folder, as WriteBundle writes a
// bundle. Those that stay the same have the same bytes.
func (c *Configuration) WriteSplit(path string, signer *signing.Signer) error {
	if strings.HasSuffix(path, bundlefile.Extension) {
		return errors.New("a split bundle is a folder of archives: name a folder")
	}
	archives, err := c.Archives(signer, true)
	if err != nil {
		return err
	}
	var verification *signing.Verification
	if signer != nil {
		verification = &signing.Verification{Keys: []signing.Key{signer.Key()}}
	}
	replaceable := func(there bundlefile.Content) error { return mayReplaceSplit(path, there) }
	return bundlefile.Write(path, archives, replaceable, func(path string) error {
		written, err := readSplit(context.Background(), path, verification)
		if err == nil && written.Revision() != c.Revision() {
			err = errors.New("the written bundles have another revision")
		}
		return err
	})
}

// mayReplaceSplit refuses to replace anything in the folder at a path but a split bundle, or a
// bundle.
func mayReplaceSplit(path string, there bundlefile.Content) error {
	if len(there.Files) > 0 {
		return mayReplace(there, nil)
	}
	for _, name := range there.Others {
		if !bundlefile.IsPart(name) {
			return fmt.Errorf("%s is not part of a split bundle", name)
		}
	}
	server, err := bundlefile.Read(context.Background(), filepath.Join(path, bundlefile.ServerPart))
	if err == nil {
		_, err = policy.DecodeManifest(server.Files[bundlefile.Manifest])
	}
	return err
}

// signed adds the signature of a signer to files, and returns them with what verifies it; nil without a
// signer.
func signed(files map[string][]byte, signer *signing.Signer) (map[string][]byte, *signing.Verification, error) {
	if signer == nil {
		return files, nil, nil
	}
	signature, err := signer.Sign(files)
	files[bundlefile.Signatures] = signature
	return files, &signing.Verification{Keys: []signing.Key{signer.Key()}}, err
}

// mayReplace refuses to replace anything that rolecall has not built, so that nothing
// else is lost: a folder with another manifest, or one with other files in it.
func mayReplace(there bundlefile.Content, files map[string][]byte) error {
	manifest, ok := there.Files[bundlefile.Manifest]
	if !ok {
		return fmt.Errorf("it has no %s", bundlefile.Manifest)
	}
	if _, err := policy.DecodeManifest(manifest); err != nil {
		return err
	}
	if len(there.Others) > 0 {
		return fmt.Errorf("%s is not part of a bundle", there.Others[0])
	}
	foreign := ""
	for name := range there.Files {
		if _, ours := files[name]; !ours && name != bundlefile.Signatures && (foreign == "" || name < foreign) {
			foreign = name
		}
	}
	if foreign == "" {
		return nil
	}
	// Another version of rolecall has other modules. They are all its own if the
	// revision is right.
	if other, err := policy.FromFiles(there.Files); err == nil && other.Revision() == other.Manifest.Revision {
		return nil
	}
	return fmt.Errorf("%s is not part of a bundle", foreign)
}

// opens opens the bundle at a path, and checks that it has the revision of the parts.
func opens(p *policy.Parts, path string, verification *signing.Verification) error {
	c, err := ReadBundle(context.Background(), path, verification)
	if err != nil {
		return err
	}
	if c.Revision() != p.Manifest.Revision {
		return errors.New("the written bundle has another revision")
	}
	return nil
}
