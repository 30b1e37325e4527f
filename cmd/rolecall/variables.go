package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/internal/files"
	"github.com/rolecall/rolecall/internal/limits"
	"github.com/rolecall/rolecall/loader"
)

// A variableFlag collects the values of --var and --var-file in the order of the command
// line. The last one wins.
type variableFlag struct {
	c    *cli
	file bool
}

func (c *cli) variableFlags(cmd *cobra.Command) {
	cmd.PersistentFlags().Var(&variableFlag{c: c}, "var", "value of a variable, `NAME=VALUE`; may be repeated")
	cmd.PersistentFlags().Var(&variableFlag{c: c, file: true}, "var-file", "`FILE` with values of variables, in HCL or .json; may be repeated")
}

func (f *variableFlag) String() string { return "" }

func (f *variableFlag) Type() string { return "string" }

func (f *variableFlag) Set(s string) error {
	if f.file {
		f.c.variables = append(f.c.variables, func(ctx context.Context) (engine.Option, error) { return f.c.variableFile(ctx, s) })
		return nil
	}
	name, value, ok := strings.Cut(s, "=")
	if !ok || name == "" {
		return fmt.Errorf("--var takes NAME=VALUE")
	}
	f.c.variables = append(f.c.variables, func(context.Context) (engine.Option, error) {
		return engine.WithVariables(map[string]string{name: value}), nil
	})
	return nil
}

func (c *cli) variableFile(ctx context.Context, path string) (engine.Option, error) {
	content, err := files.ReadFile(ctx, path, limits.MaxFileSize)
	if err != nil {
		return engine.Option{}, fmt.Errorf("read values of variables: %w", err)
	}
	return engine.WithVariableFile(c.fromDir(path), content), nil
}

// fromDir returns a path from the folder of the configuration. Diagnostics name files so.
func (c *cli) fromDir(path string) string {
	if absolute, err := filepath.Abs(path); err == nil {
		if dir, err := filepath.Abs(c.dir); err == nil {
			if relative, err := filepath.Rel(dir, absolute); err == nil {
				return relative
			}
		}
	}
	return path
}

// open opens the configuration or bundle, with the values of variables from the environment
// and then from the command line, and with further options.
func (c *cli) open(ctx context.Context, more ...engine.Option) (*engine.View, error) {
	var opts []engine.Option
	environment := map[string]string{}
	for _, entry := range os.Environ() {
		if entry, ok := strings.CutPrefix(entry, loader.EnvironmentPrefix); ok {
			name, value, _ := strings.Cut(entry, "=")
			environment[name] = value
		}
	}
	opts = append(opts, engine.WithEnvironment(environment))
	for _, option := range c.variables {
		opt, err := option(ctx)
		if err != nil {
			return nil, err
		}
		opts = append(opts, opt)
	}
	eng, err := engine.Open(ctx, c.dir, append(opts, more...)...)
	if err != nil {
		return nil, err
	}
	return eng.View(), nil
}
