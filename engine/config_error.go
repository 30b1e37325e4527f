package engine

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/internal/printable"
	"github.com/rolecall/rolecall/loader"
)

// A ConfigError is why a configuration did not load.
type ConfigError struct {
	// Diagnostics are the errors, and also the warnings.
	Diagnostics hcl.Diagnostics
	// Files are the files that Diagnostics are about, by path below the root of
	// the configuration, for printing source lines. They have no Body.
	Files map[string]*hcl.File
}

// Error returns the first error with its place, and how many others there are.
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

// filesOf returns the files that diagnostics are about, with what printing them
// takes: the trees that files are parsed to are several times as large as the rest
// of an engine.
func filesOf(diags hcl.Diagnostics, files map[string]*hcl.File) map[string]*hcl.File {
	about := map[string]*hcl.File{}
	keep := func(at hcl.Range) blocks {
		file := files[at.Filename]
		if file == nil {
			return blocks{}
		}
		if about[at.Filename] == nil {
			about[at.Filename] = &hcl.File{Bytes: file.Bytes, Nav: blocks{}}
		}
		return about[at.Filename].Nav.(blocks)
	}
	for _, d := range diags {
		for _, other := range loader.RelatedTo(d) {
			keep(other)
		}
		if d.Subject != nil {
			keep(*d.Subject)[d.Subject.Start.Byte] = ""
		}
	}
	for name, file := range about {
		file.Nav.(blocks).find(files[name])
	}
	return about
}
