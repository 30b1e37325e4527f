package engine

import (
	"context"
	"errors"
	"fmt"

	"github.com/rolecall/rolecall/engine/internal/bundlefile"
)

// WriteBundle writes the bundle that the engine answers from, such that plain
// OPA reads it: as an archive if path ends in .tar.gz, otherwise as a folder. The
// same configuration gives the same bytes, also when the engine was opened from a
// bundle.
//
// What is at path must be empty, absent, or a bundle of rolecall, which is
// replaced as a whole. An error means that path has what it had before; so does
// the end of the program, at any time. Before it gets its place the bundle is
// opened and compared with the engine. Several writers of one path, also of
// several programs, wait for each other.
//
// In the folder of path, a bundle that is being written has a name that begins
// with a dot. A mount point and the working directory cannot be replaced. On
// systems other than Linux and macOS, and in file systems that cannot exchange
// two names, there is no folder at path for a moment.
func (e *Engine) WriteBundle(path string) error {
	s, err := e.current()
	if err != nil {
		return fmt.Errorf("write bundle: %w", err)
	}
	p := s.parts()
	files := p.files()
	replaceable := func(c bundlefile.Content) error { return p.mayReplace(c, files) }
	if err := bundlefile.Write(path, files, replaceable, p.opens); err != nil {
		return fmt.Errorf("write bundle: %w", err)
	}
	return nil
}

// mayReplace refuses what rolecall has not built, so that nothing else is lost: a
// folder with another manifest, or one with other files in it.
func (p *parts) mayReplace(there bundlefile.Content, files map[string][]byte) error {
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
func (p *parts) opens(path string) error {
	s, err := readBundle(context.Background(), path)
	if err != nil {
		return err
	}
	if s.revision() != p.manifest.Revision {
		return errors.New("it is another bundle")
	}
	return nil
}
