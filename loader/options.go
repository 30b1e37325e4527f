package loader

import (
	"slices"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/loader/internal/decode"
	"github.com/rolecall/rolecall/loader/internal/diag"
	"github.com/rolecall/rolecall/loader/internal/review"
	"github.com/rolecall/rolecall/loader/internal/settings"
	"github.com/rolecall/rolecall/schema"
)

// An Option changes how a configuration is loaded.
type Option func(*options)

type options struct {
	given    []decode.Given
	tests    []decode.TestFile
	settings []settings.Setting
}

// WithVariables gives values of variables by name, as text. The text is the value
// of a variable with a primitive type or without a type, and an expression for
// any other variable. A name that is not declared is an error. If several options
// give one variable a value, the last wins.
func WithVariables(values map[string]string) Option {
	return func(o *options) { o.given = append(o.given, decode.Given{Values: values, Strict: true}) }
}

// WithEnvironment is WithVariables for values that may be meant for other
// configurations: names that are not declared are disregarded.
func WithEnvironment(values map[string]string) Option {
	return func(o *options) { o.given = append(o.given, decode.Given{Values: values}) }
}

// WithVariableFile gives values of variables as the content of a file: attributes
// in HCL, or one object in JSON if the name ends in .json. Diagnostics have the
// name, and no such file need exist. A variable that is not declared is a
// warning.
func WithVariableFile(name string, content []byte) Option {
	content = slices.Clone(content)
	return func(o *options) { o.given = append(o.given, decode.Given{File: name, Src: content}) }
}

// WithSetting sets an attribute of the grafana block, such as version or viewers_can_edit, in place
// of the declared value: to true or false, a whole number, a list in HCL, or any other text.
// Diagnostics about it have the place of the block. A configuration whose grafana block is in JSON,
// or that has none, gets an error.
func WithSetting(name, value string) Option {
	return func(o *options) { o.settings = append(o.settings, settings.Setting{Name: name, Value: value}) }
}

// WithTestFile adds the tests of a file, in HCL, or in JSON if the name ends in
// .json, to the World. Several options add several files. Diagnostics have the
// name, and no such file need exist.
func WithTestFile(name string, content []byte) Option {
	content = slices.Clone(content)
	return func(o *options) { o.tests = append(o.tests, decode.TestFile{Name: name, Src: content}) }
}

// EnvironmentPrefix begins the name of a variable in the environment. The name in
// the configuration follows.
const EnvironmentPrefix = diag.EnvironmentPrefix

// RelatedTo returns the places of a diagnostic besides its subject, such as where
// a name was taken first. Most diagnostics have none.
//
// The Extra of a diagnostic about instances of a block with for_each has the method
// Instances() []string: their addresses, the one in the detail first.
func RelatedTo(d *hcl.Diagnostic) []hcl.Range { return diag.RelatedTo(d) }

// IsTestFile reports whether a file of this name holds tests.
func IsTestFile(name string) bool { return decode.IsTestFile(name) }

// Notices returns the warnings about keys and tokens that have expired at a time, and about
// the security holes of the server. Load does not give them, as its diagnostics depend on
// the files alone.
func Notices(w *schema.World, now time.Time) hcl.Diagnostics { return review.Notices(w, now) }
