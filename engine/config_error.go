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
	// Files are the files that Diagnostics are about, by path below the root
	// of the configuration, for printing source lines. They have no Body.
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

// reported returns diagnostics with what printing them takes of the files: the
// trees that the files were parsed to are several times as large as all else of an
// engine.
func reported(diags hcl.Diagnostics, files map[string]*hcl.File) ConfigError {
	c := ConfigError{Diagnostics: diags, Files: map[string]*hcl.File{}}
	keep := func(at hcl.Range) blocks {
		file := files[at.Filename]
		if file == nil {
			return blocks{}
		}
		if c.Files[at.Filename] == nil {
			c.Files[at.Filename] = &hcl.File{Bytes: file.Bytes, Nav: blocks{}}
		}
		return c.Files[at.Filename].Nav.(blocks)
	}
	for _, d := range diags {
		for _, other := range loader.RelatedTo(d) {
			keep(other)
		}
		if d.Subject != nil {
			keep(*d.Subject)[d.Subject.Start.Byte] = ""
		}
	}
	for name, file := range c.Files {
		file.Nav.(blocks).find(files[name])
	}
	return c
}
