package engine

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/internal/printable"
	"github.com/rolecall/rolecall/loader"
)

// A ConfigError is what there is to say about a configuration: why it did not
// load, when it is an error.
type ConfigError struct {
	// Diagnostics are errors and warnings.
	Diagnostics hcl.Diagnostics
	// Files are the files that were read, by path below the root of the
	// configuration, for printing source lines.
	Files map[string]*hcl.File
}

// Error is the first error with its place, and how many others there are.
func (e *ConfigError) Error() string {
	var first *hcl.Diagnostic
	others := -1
	for _, d := range e.Diagnostics {
		if d.Severity != hcl.DiagError {
			continue
		}
		if first == nil {
			first = d
		}
		others++
	}
	if first == nil {
		return "no errors in the configuration"
	}
	text := printable.Lines(first.Summary + ": " + first.Detail)
	if first.Subject != nil {
		text = fmt.Sprintf("%s:%d: %s", printable.Name(first.Subject.Filename), first.Subject.Start.Line, text)
	}
	if others > 0 {
		text += fmt.Sprintf(" (and %d more)", others)
	}
	return text
}

// warnings are diagnostics with what of the files printing them takes. The
// trees that the files were parsed to are several times as large as all else of
// an engine.
func warnings(diags hcl.Diagnostics, files map[string]*hcl.File) ConfigError {
	c := ConfigError{Diagnostics: diags, Files: map[string]*hcl.File{}}
	keep := func(name string) (blocks, *hcl.File) {
		file := files[name]
		if file == nil {
			return nil, nil
		}
		if c.Files[name] == nil {
			c.Files[name] = &hcl.File{Bytes: file.Bytes, Nav: blocks{}}
		}
		return c.Files[name].Nav.(blocks), file
	}
	for _, d := range diags {
		for _, other := range loader.RelatedTo(d) {
			keep(other.Filename)
		}
		if d.Subject == nil {
			continue
		}
		names, file := keep(d.Subject.Filename)
		if file == nil {
			continue
		}
		if nav, ok := file.Nav.(interface{ ContextString(int) string }); ok {
			names[d.Subject.Start.Byte] = nav.ContextString(d.Subject.Start.Byte)
		}
	}
	return c
}

// blocks name the block around a byte of a file, where a warning is.
type blocks map[int]string

// ContextString implements what HCL's writer asks the navigation of a file.
func (b blocks) ContextString(at int) string { return b[at] }
