package engine

import (
	"slices"

	"github.com/rolecall/rolecall/engine/signing"
	"github.com/rolecall/rolecall/loader"
)

// An Option changes how a configuration is opened, or makes an engine do more than
// answer.
type Option struct {
	// load is nil for an option that is not about loading.
	load loader.Option
	// optional means that bundles and worlds ignore the option.
	optional bool
	// engine is nil for an option about loading.
	engine func(*Engine)
	// verification is nil for an option that is not about verification.
	verification *signing.Verification
}

// loadOptions returns the options about loading.
func loadOptions(opts []Option) []loader.Option {
	var load []loader.Option
	for _, opt := range opts {
		if opt.load != nil {
			load = append(load, opt.load)
		}
	}
	return load
}

// setsVariables reports whether some option sets variables that must exist. Only a
// configuration that has not been loaded has variables.
func setsVariables(opts []Option) bool {
	return slices.ContainsFunc(opts, func(o Option) bool { return o.load != nil && !o.optional })
}

// verification returns how bundles are verified; nil if they are not. The last option counts.
func verification(opts []Option) *signing.Verification {
	for _, opt := range slices.Backward(opts) {
		if opt.verification != nil {
			return opt.verification
		}
	}
	return nil
}

// WithVerification opens, and opens again, nothing but bundles that are verified: with a
// signature of a trusted key over all of their files and, if that is demanded, of a revision
// or made since a time. Anything else is an error that wraps a *signing.Refusal: another
// bundle, the folder of a configuration, a file system, and what is in memory. The last
// option of several counts.
//
// A reload that is refused leaves the engine with the View that it has.
func WithVerification(v signing.Verification) Option {
	v.Keys = slices.Clone(v.Keys)
	return Option{verification: &v}
}

// WithVariables sets variables of the configuration by name, as text. A name that is
// not declared is an error of the configuration. Of several options that set a
// variable, the last one counts.
func WithVariables(values map[string]string) Option {
	return Option{load: loader.WithVariables(values)}
}

// WithVariableFile sets variables by the content of a file: attributes in HCL, or one
// object in JSON if the name ends in .json. The name appears in diagnostics, as a path
// from the folder of the configuration.
func WithVariableFile(name string, content []byte) Option {
	return Option{load: loader.WithVariableFile(name, content)}
}

// WithEnvironment is WithVariables for values that may be meant for other
// configurations: names that are not declared are ignored, and a bundle ignores all.
func WithEnvironment(values map[string]string) Option {
	return Option{load: loader.WithEnvironment(values), optional: true}
}

// WithSetting sets an attribute of the block grafana, in place of the declared value: to true or
// false, a whole number, a list in HCL, or any other text. A bundle has no block to set it in.
func WithSetting(name, value string) Option {
	return Option{load: loader.WithSetting(name, value)}
}

// WithTestFile adds the tests in a file to the world of a configuration; a bundle
// has no tests. The name appears in diagnostics, as a path from the folder of the
// configuration.
func WithTestFile(name string, content []byte) Option {
	return Option{load: loader.WithTestFile(name, content), optional: true}
}

// WithWorld keeps the world that was loaded, for View.World.
func WithWorld() Option { return Option{engine: func(e *Engine) { e.keepsWorld = true }} }

// WithRevision computes the Revision of each View while it is loaded, so that the method
// returns at once: for programs that log the revision of each decision. Opening and reloading
// take longer, as Revision says.
func WithRevision() Option { return Option{engine: func(e *Engine) { e.knowsRevision = true }} }
