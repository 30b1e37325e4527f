package engine

import (
	"context"
	"errors"
	"fmt"

	"github.com/rolecall/rolecall/engine/internal/bundlefile"
)

// mayReplace refuses what rolecall has not built, so that nothing else is lost: a
// folder with another manifest, or one with other files in it.
func mayReplace(p *parts, there bundlefile.Content, files map[string][]byte) error {
	manifest, ok := there.Files[bundlefile.Manifest]
	if !ok {
		return fmt.Errorf("it has no %s", bundlefile.Manifest)
	}
	if _, err := decodeManifest(manifest); err != nil {
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
	if other, err := partsOfFiles(there.Files); err == nil && other.revision() == other.manifest.Revision {
		return nil
	}
	return fmt.Errorf("%s is not part of a bundle", foreign)
}

// opens opens what was written.
func opens(p *parts, path string) error {
	s, err := readBundle(context.Background(), path)
	if err != nil {
		return err
	}
	if s.revision() != p.manifest.Revision {
		return errors.New("it is another bundle")
	}
	return nil
}
