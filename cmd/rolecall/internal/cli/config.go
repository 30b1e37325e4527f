package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/signing"
	"github.com/rolecall/rolecall/internal/files"
	"github.com/rolecall/rolecall/internal/limits"
	"github.com/rolecall/rolecall/internal/registry"
	"github.com/rolecall/rolecall/loader"
)

// A Config is the configuration that a command line names.
type Config struct {
	// Dir is the folder of the configuration, or a bundle: its path, or its reference in a registry.
	Dir string
	// PlainHTTP asks registries without TLS.
	PlainHTTP bool
	// Copy, if not nil, is the copy of the bundle in a registry that Dir names. Without one, each opening makes
	// a copy of its own for the time that it takes.
	Copy *registry.Copy
	// variables return options with values of variables, in the order of the command line.
	// The last one wins.
	variables []func(context.Context) (engine.Option, error)
	// verification are the keys that the bundle must be signed with; none for any bundle.
	verification Keys
	// Sources has the files of the configuration that was opened last.
	Sources output.Sources
	// Files, if not nil, has the files of the configuration in place of Dir, and Located
	// returns what to call one of them.
	Files   fs.FS
	Located func(name string) string
}

// Flags adds the flags of a configuration.
func (c *Config) Flags(flags *pflag.FlagSet) {
	flags.StringVarP(&c.Dir, "chdir", "C", ".", "configuration `folder`, or a bundle made by build: its path, or oci://HOST/REPOSITORY:TAG")
	flags.BoolVar(&c.PlainHTTP, "plain-http", false, "ask a registry without TLS; one on this machine is asked so without the flag")
	flags.Var(collector(c.variable), "var", "value of a variable, `NAME=VALUE`; may be repeated")
	flags.Var(collector(c.variableFile), "var-file", "`FILE` with values of variables, in HCL or .json; may be repeated")
	flags.StringArrayVar(&c.verification.Files, "verification-key", nil, "`FILE` with a public key in PEM: opens nothing but a bundle that is signed with it; may be repeated")
	flags.StringVar(&c.verification.Algorithm, "verification-alg", "", "`ALGORITHM` of the keys, such as RS512; needed for a secret (HS256)")
}

// TrustAs trusts the keys of another configuration alone.
func (c *Config) TrustAs(other *Config) { c.verification = other.verification }

// OldFlags adds the flags for the variables of a configuration that is older than another.
func (c *Config) OldFlags(flags *pflag.FlagSet) {
	flags.Var(collector(c.variable), "old-var", "value of a variable of OLD, `NAME=VALUE`; may be repeated")
	flags.Var(collector(c.variableFile), "old-var-file", "`FILE` with values of variables of OLD; may be repeated")
}

// A collector is a flag that may be repeated. It takes each value.
type collector func(string) error

func (collector) String() string { return "" }

func (collector) Type() string { return "string" }

func (take collector) Set(value string) error { return take(value) }

// variable takes a value of --var.
func (c *Config) variable(text string) error {
	name, value, ok := strings.Cut(text, "=")
	if !ok || name == "" {
		return errors.New("--var takes NAME=VALUE")
	}
	c.variables = append(c.variables, func(context.Context) (engine.Option, error) {
		return engine.WithVariables(map[string]string{name: value}), nil
	})
	return nil
}

// variableFile takes a path of --var-file.
func (c *Config) variableFile(path string) error {
	c.variables = append(c.variables, func(ctx context.Context) (engine.Option, error) {
		content, err := files.ReadFile(ctx, path, limits.MaxFileSize)
		if err != nil {
			return engine.Option{}, fmt.Errorf("read values of variables: %w", err)
		}
		return engine.WithVariableFile(c.FromDir(path), content), nil
	})
	return nil
}

// Path returns the path of a configuration file from the working directory.
func (c *Config) Path(name string) string {
	if c.Located != nil {
		return c.Located(name)
	}
	return filepath.Join(c.Dir, name)
}

// FromDir returns a path from the folder of the configuration. Diagnostics name files so.
func (c *Config) FromDir(path string) string {
	if absolute, err := filepath.Abs(path); err == nil {
		if dir, err := filepath.Abs(c.Dir); err == nil {
			if relative, err := filepath.Rel(dir, absolute); err == nil {
				return relative
			}
		}
	}
	return path
}

// Open opens the configuration or bundle, as OpenEngine does, to ask it once.
func (c *Config) Open(ctx context.Context, more ...engine.Option) (*engine.View, error) {
	eng, err := c.OpenEngine(ctx, more...)
	if err != nil {
		return nil, err
	}
	view := eng.View()
	c.Sources = output.SourcesOf(view.World(), c.Path)
	return view, nil
}

// OpenEngine opens the configuration or bundle, wherever it is, with the values of variables from the environment
// and then from the command line, and with further options.
func (c *Config) OpenEngine(ctx context.Context, more ...engine.Option) (*engine.Engine, error) {
	environment := map[string]string{}
	for _, entry := range os.Environ() {
		if entry, ok := strings.CutPrefix(entry, loader.EnvironmentPrefix); ok {
			name, value, _ := strings.Cut(entry, "=")
			environment[name] = value
		}
	}
	opts := []engine.Option{engine.WithEnvironment(environment)}
	for _, variable := range c.variables {
		opt, err := variable(ctx)
		if err != nil {
			return nil, err
		}
		opts = append(opts, opt)
	}
	opts = append(opts, more...)
	if c.verification.Given() {
		keys, err := c.verification.Read(ctx)
		if err != nil {
			return nil, fmt.Errorf("--verification-key: %w", err)
		}
		opts = append(opts, engine.WithVerification(signing.Verification{Keys: keys}))
	}
	if c.Files != nil {
		return engine.OpenFS(ctx, c.Files, opts...)
	}
	if !registry.Is(c.Dir) {
		return engine.Open(ctx, c.Dir, opts...)
	}
	bundle := c.Copy
	if bundle == nil {
		var err error
		if bundle, err = c.Pull(ctx); err != nil {
			return nil, err
		}
		defer bundle.Remove()
	}
	eng, err := engine.Open(ctx, bundle.Path, opts...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.Dir, err)
	}
	return eng, nil
}

// Registry returns how registries are asked.
func (c *Config) Registry() registry.Options { return registry.Options{Plain: c.PlainHTTP} }

// Pull copies the bundle that Dir names from its registry. The caller removes the copy.
func (c *Config) Pull(ctx context.Context) (*registry.Copy, error) {
	return registry.Pull(ctx, c.Dir, c.Registry())
}
