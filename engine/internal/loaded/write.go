package loaded

import (
	"context"
	"errors"
	"fmt"

	"github.com/rolecall/rolecall/engine/internal/bundlefile"
	"github.com/rolecall/rolecall/engine/internal/policy"
)

// WriteBundle writes the bundle to a path, and opens it before it takes the place of
// another bundle there.
func (c *Configuration) WriteBundle(path string) error {
	p := c.Parts()
	files := p.Files()
	replaceable := func(there bundlefile.Content) error { return mayReplace(there, files) }
	return bundlefile.Write(path, files, replaceable, func(path string) error { return opens(p, path) })
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
func opens(p *policy.Parts, path string) error {
	c, err := ReadBundle(context.Background(), path)
	if err != nil {
		return err
	}
	if c.Revision() != p.Manifest.Revision {
		return errors.New("the written bundle has another revision")
	}
	return nil
}
