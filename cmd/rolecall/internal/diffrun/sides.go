package diffrun

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"strings"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/cli"
	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/internal/registry"
	"github.com/rolecall/rolecall/internal/revision"
)

// A side is one of the configurations that are compared.
type side struct {
	cli.Config
	// word is what the command line calls it.
	word     string
	settings []string

	view *engine.View
	// name is the side in a sentence, heading begins a reason of it, and only a list of the things that it alone
	// has.
	name, heading, only string
	// unwritten reports that nobody has written its files, so that no line of them is told.
	unwritten bool
	// located comes before the paths of files of a revision: "main:".
	located string
}

// file returns the path of a file of the side without its revision; empty if the side has not the
// file. The path of a file of a revision is from the top of its repository.
func (s *side) file(name string) string { return strings.TrimPrefix(s.Sources[name], s.located) }

// steps returns steps of the side with the paths of their lines.
func (s *side) steps(steps []explain.Step) []explain.Step {
	steps = s.Sources.Steps(steps)
	if s.unwritten {
		for i := range steps {
			steps[i].Source = explain.Source{}
		}
	}
	return steps
}

// explanation returns an explanation of the side with the paths of its lines.
func (s *side) explanation(e explain.Explanation) explain.Explanation {
	e = s.Sources.Explanation(e)
	if s.unwritten {
		for _, way := range e.Ways { // those of a copy
			for _, need := range way.Needs {
				for _, d := range need.Derivations {
					for i := range d.Steps {
						d.Steps[i].Source = explain.Source{}
					}
				}
			}
		}
	}
	return e
}

// gitPrefix forces a word to be a revision.
const gitPrefix = "git:"

// open opens the side: a folder or a bundle with the name, a bundle in a registry, or a revision of the
// folder of the configuration.
func (s *side) open(ctx context.Context, dir string) (err error) {
	opts := []engine.Option{engine.WithWorld()}
	for _, setting := range s.settings {
		opt, err := readSetting(setting)
		if err != nil {
			return err
		}
		opts = append(opts, opt)
	}
	if s.Dir = s.word; s.word == "." {
		s.Dir = dir
	}
	if _, missing := os.Stat(s.Dir); !registry.Is(s.Dir) && (missing != nil || strings.HasPrefix(s.word, gitPrefix)) {
		if err := s.findRevision(ctx, dir); err != nil {
			return err
		}
	}
	s.view, err = s.Open(ctx, opts...)
	if errors.Is(err, engine.ErrNoVariables) && len(s.settings) > 0 {
		return fmt.Errorf("%s is a bundle, which has no settings left to change", s.word)
	}
	return err
}

// findRevision makes the files of a revision those of the side. A word that names nothing at all is
// an error that says so.
func (s *side) findRevision(ctx context.Context, dir string) error {
	name, forced := strings.CutPrefix(s.word, gitPrefix)
	r, err := revision.Read(ctx, dir, name)
	if err != nil {
		if !forced && (errors.Is(err, revision.ErrNoRevision) || errors.Is(err, revision.ErrNoRepository)) {
			return fmt.Errorf("%q is neither a folder or a bundle, nor a revision of git", s.word)
		}
		return fmt.Errorf("the revision %s: %w", name, err)
	}
	s.Files, s.located = r.FS, name+":"
	s.Located = func(file string) string { return s.located + path.Join(r.Prefix, file) }
	return nil
}

// readSetting reads a value of --set: grafana.NAME=VALUE.
func readSetting(text string) (engine.Option, error) {
	name, value, ok := strings.Cut(text, "=")
	setting, ofGrafana := strings.CutPrefix(name, "grafana.")
	if !ok || !ofGrafana || setting == "" {
		return engine.Option{}, errors.New("--set and --old-set take grafana.NAME=VALUE, as in grafana.version=13.2")
	}
	return engine.WithSetting(setting, value), nil
}
