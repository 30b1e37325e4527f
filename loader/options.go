package loader

import (
	"slices"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/loader/internal/decode"
	"github.com/rolecall/rolecall/loader/internal/diag"
	"github.com/rolecall/rolecall/loader/internal/review"
	"github.com/rolecall/rolecall/schema"
)

// An Option changes how a configuration is loaded.
type Option func(*options)

type options struct {
	given []decode.Given
	tests []decode.TestFile
}

// WithVariables gives values of variables by name, as text: that of a
// variable with a primitive type, or without a type, is taken literally, that
// of any other is read as an expression. A name that is not declared is an
// error. Of several options for one variable the last wins.
func WithVariables(values map[string]string) Option {
	return func(o *options) { o.given = append(o.given, decode.Given{Values: values, Strict: true}) }
}

// WithEnvironment is WithVariables for values that are not all meant for this
// configuration: names that are not declared are disregarded.
func WithEnvironment(values map[string]string) Option {
	return func(o *options) { o.given = append(o.given, decode.Given{Values: values}) }
}

// WithVariableFile gives values of variables as the content of a file: of
// attributes in HCL, or one object in JSON if the name ends in .json. The
// name stands in diagnostics and need not exist. A variable that is not
// declared is a warning.
func WithVariableFile(name string, content []byte) Option {
	content = slices.Clone(content)
	return func(o *options) { o.given = append(o.given, decode.Given{File: name, Src: content}) }
}

// WithTestFile adds the tests of a file, in HCL, or in JSON if the name ends in
// .json; the World then has them. Several options add several files. The name
// stands in diagnostics and need not exist.
func WithTestFile(name string, content []byte) Option {
	content = slices.Clone(content)
	return func(o *options) { o.tests = append(o.tests, decode.TestFile{Name: name, Src: content}) }
}

// EnvironmentPrefix is what the name of a variable in the environment begins
// with; the name in the configuration follows.
const EnvironmentPrefix = diag.EnvironmentPrefix

// RelatedTo are the places that a diagnostic is about besides its subject,
// such as where a name was taken first; none for most.
func RelatedTo(d *hcl.Diagnostic) []hcl.Range { return diag.RelatedTo(d) }

// IsTestFile reports whether a file of this name holds tests.
func IsTestFile(name string) bool { return decode.IsTestFile(name) }

// Expired are warnings about the keys and tokens that are refused at a time.
// They are apart from what Load says, which depends on the files alone.
func Expired(w *schema.World, now time.Time) hcl.Diagnostics { return review.Expired(w, now) }
