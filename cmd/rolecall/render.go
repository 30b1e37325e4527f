package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"golang.org/x/term"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/internal/printable"
	"github.com/rolecall/rolecall/loader"
)

// formatVersion is the version of the JSON that the commands write.
const formatVersion = 1

// writeError reports why a command failed: as diagnostics with their source
// lines, or as JSON where the result would have been.
func (c *cli) writeError(err error) {
	var config *engine.ConfigError
	found := errors.As(err, &config)
	switch {
	case c.format == sarifFmt:
		c.writeJSON(sarifFailure(err))
	case c.format == junitFmt:
		c.writeJUnitError(err)
	case c.format == githubFmt:
		c.writeGitHubError(err)
	case c.format == tapFmt:
		c.writeTAPError(err)
	case c.format == jsonFmt:
		failed := struct {
			FormatVersion int          `json:"format_version"`
			Error         string       `json:"error"`
			Diagnostics   []diagnostic `json:"diagnostics"`
		}{formatVersion, errorSummary(err), []diagnostic{}}
		if found {
			failed.Diagnostics = c.diagnostics(config.Diagnostics)
		}
		c.writeJSON(failed)
	case found:
		c.writeDiagnostics(config.Diagnostics, config.Files)
	default:
		fmt.Fprintf(c.err, "Error: %s\n", errorText(err))
	}
}

// errorText returns an error as it is printed: a line, or one for each of several
// errors that were joined.
func errorText(err error) string {
	if several, ok := err.(interface{ Unwrap() []error }); ok {
		var raw, lines []string
		for _, err := range several.Unwrap() {
			raw, lines = append(raw, err.Error()), append(lines, errorText(err))
		}
		if err.Error() == strings.Join(raw, "\n") {
			return strings.Join(lines, "\n")
		}
	}
	if inner := errors.Unwrap(err); inner != nil {
		if before, after, ok := strings.Cut(err.Error(), inner.Error()); ok {
			return printable.Line(before) + errorText(inner) + printable.Line(after)
		}
	}
	return printable.Line(err.Error())
}

// errorSummary is why a command failed, without what there is to say about each
// place of a configuration.
func errorSummary(err error) string {
	var config *engine.ConfigError
	if errors.As(err, &config) {
		return "invalid configuration"
	}
	return err.Error()
}

// An errorLine is one of the reasons why a command failed.
type errorLine struct {
	severity string // error or warning
	// at is the place; empty for none.
	at              place
	summary, detail string
}

// text is the reason as it is printed, in one line but for those of the detail.
func (l errorLine) text() string {
	text := l.summary
	if l.detail != "" {
		text = strings.TrimSuffix(text, ":") + ": " + l.detail
	}
	if l.at.File != "" {
		text = fmt.Sprintf("%s: %s", l.at, text)
	}
	return printable.Lines(text)
}

// errorLines are the reasons why a command failed: the diagnostics about a
// configuration, or else the error.
func (c *cli) errorLines(err error) []errorLine {
	var config *engine.ConfigError
	if !errors.As(err, &config) {
		summary, detail, _ := strings.Cut(errorText(err), "\n")
		return []errorLine{{severity: "error", summary: summary, detail: detail}}
	}
	var lines []errorLine
	for _, d := range c.diagnostics(config.Diagnostics) {
		line := errorLine{severity: d.Severity, summary: d.Summary, detail: d.Detail}
		if d.Range != nil {
			line.at = place{d.File, *d.Range}
		}
		lines = append(lines, line)
	}
	return lines
}

// writeJSON writes a value as indented JSON, in which no name is harmful to print.
func (c *cli) writeJSON(v any) error {
	doc, err := marshal(v, "  ")
	if err != nil {
		return err
	}
	_, err = c.out.Write(doc)
	return err
}

// marshal returns a value as JSON in which no name is harmful to print, with a line
// break at its end.
func marshal(v any, indent string) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", indent)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return printable.JSON(b.Bytes()), nil
}

// writeDiagnostics prints diagnostics about the configuration with their
// source lines.
func (c *cli) writeDiagnostics(diags hcl.Diagnostics, files map[string]*hcl.File) {
	c.writeSources(diags, files, c.path)
}

// writeSources prints diagnostics with their source lines, as HCL's writer does but
// in linear time; path says what a file is called from the working directory.
func (c *cli) writeSources(diags hcl.Diagnostics, files map[string]*hcl.File, path func(string) string) {
	width, color := terminal(c.err)
	w := diagnosticWriter{bufio.NewWriter(c.err), newSources(files), path, width, color}
	for _, d := range diags {
		w.write(d)
	}
	w.Flush()
}

// path is a file of the configuration as seen from the working directory.
func (c *cli) path(name string) string { return filepath.Join(c.dir, name) }

// terminal is the width of a terminal and whether it wants colour: 0 and
// false for anything else.
func terminal(w io.Writer) (width int, color bool) {
	if !isTerminal(w) {
		return 0, false
	}
	f := w.(*os.File)
	columns, _, err := term.GetSize(int(f.Fd()))
	if err != nil || columns < 0 {
		columns = 0
	}
	return columns, os.Getenv("NO_COLOR") == ""
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// A diagnostic is the JSON of one: lines and columns from 1, bytes from 0.
type diagnostic struct {
	Severity string       `json:"severity"`
	Summary  string       `json:"summary"`
	Detail   string       `json:"detail"`
	File     string       `json:"file,omitempty"`
	Range    *sourceRange `json:"range,omitempty"`
	// Related are the other places that the detail speaks of, such as
	// where a name was taken first.
	Related []place `json:"related,omitempty"`
}

type place struct {
	File  string      `json:"file"`
	Range sourceRange `json:"range"`
}

// placeOf is a place in a file that path names.
func placeOf(at hcl.Range, path func(string) string) place {
	return place{path(at.Filename), sourceRange{pos(at.Start), pos(at.End)}}
}

// String is the place as it is printed: FILE:LINE.
func (p place) String() string {
	return fmt.Sprintf("%s:%d", printable.Name(p.File), p.Range.Start.Line)
}

type sourceRange struct {
	Start sourcePos `json:"start"`
	End   sourcePos `json:"end"`
}

type sourcePos struct {
	Line   int `json:"line"`
	Column int `json:"column"`
	Byte   int `json:"byte"`
}

func (c *cli) diagnostics(diags hcl.Diagnostics) []diagnostic {
	return diagnosticsOf(diags, c.path)
}

func diagnosticsOf(diags hcl.Diagnostics, path func(string) string) []diagnostic {
	out := make([]diagnostic, 0, len(diags))
	for _, d := range diags {
		j := diagnostic{Severity: "error", Summary: d.Summary, Detail: d.Detail}
		if d.Severity == hcl.DiagWarning {
			j.Severity = "warning"
		}
		if at := d.Subject; at != nil {
			j.File = path(at.Filename)
			j.Range = &sourceRange{pos(at.Start), pos(at.End)}
		}
		for _, other := range loader.RelatedTo(d) {
			j.Related = append(j.Related, placeOf(other, path))
		}
		out = append(out, j)
	}
	return out
}

func pos(p hcl.Pos) sourcePos { return sourcePos{p.Line, p.Column, p.Byte} }
