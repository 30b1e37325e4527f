package diffrun

import (
	"errors"
	"fmt"

	"github.com/spf13/pflag"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/source"
)

// Either is the other side of a drift: a running Grafana, or a project if its path is given.
type either struct {
	grafana source.Grafana
	project source.Terraform
	// ofGrafana and ofProject are the names of the flags of one of the two alone.
	ofGrafana, ofProject []string
}

// flags adds the flags of both. --ini is about either.
func (e *either) flags(flags *pflag.FlagSet) {
	add := func(to func(*pflag.FlagSet)) (names []string) {
		own := pflag.NewFlagSet("", pflag.ContinueOnError)
		to(own)
		own.VisitAll(func(f *pflag.Flag) {
			flags.AddFlag(f)
			if f.Name != "ini" {
				names = append(names, f.Name)
			}
		})
		return names
	}
	e.ofGrafana, e.ofProject = add(e.grafana.Flags), add(e.project.Flags)
	flags.StringVar(&e.project.Path, "terraform", "",
		"compare with a Terraform project in place of a Grafana: a state, a plan or the folder at `PATH`; "+
			"- is standard input")
}

// choose checks that no flag is of the side that is not read.
func (e *either) choose(flags *pflag.FlagSet) error {
	others, why := e.ofProject, "is about a project: give its path as --terraform"
	if flags.Changed("terraform") {
		if e.project.Path == "" {
			return errors.New("--terraform takes the path of a state, a plan or the folder of a project")
		}
		others, why = e.ofGrafana, "is about a running Grafana, and --terraform names a project in place of it"
		e.project.Ini(&e.grafana)
	}
	for _, name := range others {
		if flags.Changed(name) {
			return fmt.Errorf("--%s %s", name, why)
		}
	}
	return nil
}

// source returns the side that is read.
func (e *either) source() source.Source {
	if e.project.Path != "" {
		return &e.project
	}
	return &e.grafana
}

// name returns the side in a sentence.
func (e *either) name() string {
	if e.project.Path != "" {
		return "the project"
	}
	return "Grafana"
}

// heading returns the word that begins a reason of the side.
func (e *either) heading() string {
	if e.project.Path != "" {
		return "project"
	}
	return "Grafana"
}
