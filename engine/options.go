package engine

import "github.com/rolecall/rolecall/loader"

// An Option changes how a configuration is opened.
type Option struct {
	load loader.Option
	// optional says that a bundle, which has no variables, disregards it.
	optional bool
}

// WithVariables gives values of variables of the configuration by name, as
// text. A name that is not declared is an error of the configuration. Of
// several options that give a variable, the last wins.
func WithVariables(values map[string]string) Option {
	return Option{load: loader.WithVariables(values)}
}

// WithVariableFile gives values of variables as the content of a file: of
// attributes in HCL, or one object in JSON if the name ends in .json. The
// name stands in diagnostics, as a path from the folder of the configuration.
func WithVariableFile(name string, content []byte) Option {
	return Option{load: loader.WithVariableFile(name, content)}
}

// WithEnvironment is WithVariables for values of which some may be meant for
// other configurations: names that are not declared are disregarded, and all
// of them are by a bundle.
func WithEnvironment(values map[string]string) Option {
	return Option{load: loader.WithEnvironment(values), optional: true}
}
