package engine

import (
	"context"
	"errors"
	"fmt"

	"github.com/rolecall/rolecall/engine/internal/bundlefile"
	"github.com/rolecall/rolecall/engine/internal/policy"
)

// mayReplace refuses what rolecall has not built, so that nothing else is lost: a
// folder with another manifest, or one with other files in it.
func mayReplace(p *policy.Parts, there bundlefile.Content, files map[string][]byte) error {
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
	// Another version of rolecall has other modules: all are its own if the
	// revision holds.
	if other, err := policy.FromFiles(there.Files); err == nil && other.Revision() == other.Manifest.Revision {
		return nil
	}
	return fmt.Errorf("%s is not part of a bundle", foreign)
}

// opens opens what was written.
func opens(p *policy.Parts, path string) error {
	s, err := readBundle(context.Background(), path)
	if err != nil {
		return err
	}
	if s.revision() != p.Manifest.Revision {
		return errors.New("it is another bundle")
	}
	return nil
}
