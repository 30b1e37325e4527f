package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/hashicorp/hcl/v2"
	"golang.org/x/term"

	"github.com/rolecall/rolecall/engine"
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
		fmt.Fprintf(c.err, "Error: %v\n", err)
	}
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

// text is the reason in one line.
func (l errorLine) text() string {
	text := l.summary
	if l.detail != "" {
		text += ": " + l.detail
	}
	if l.at.File != "" {
		text = fmt.Sprintf("%s:%d: %s", l.at.File, l.at.Range.Start.Line, text)
	}
	return text
}

// errorLines are the reasons why a command failed: the diagnostics about a
// configuration, or else the error.
func (c *cli) errorLines(err error) []errorLine {
	var config *engine.ConfigError
	if !errors.As(err, &config) {
		return []errorLine{{severity: "error", summary: err.Error()}}
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

func (c *cli) writeJSON(v any) error {
	enc := json.NewEncoder(c.out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// writeDiagnostics prints diagnostics about the configuration with their
// source lines.
func (c *cli) writeDiagnostics(diags hcl.Diagnostics, files map[string]*hcl.File) {
	c.writeSources(diags, files, c.path)
}

// writeSources prints diagnostics with their source lines; path says what a
// file is called from the working directory.
func (c *cli) writeSources(diags hcl.Diagnostics, files map[string]*hcl.File, path func(string) string) {
	width, color := terminal(c.err)
	out := bufio.NewWriter(c.err)
	defer out.Flush()
	for _, diag := range diags {
		d, source := snippet(diag, files)
		if d.Subject != nil {
			d.Subject.Filename = path(d.Subject.Filename)
		}
		shown := map[string]*hcl.File{}
		if source != nil {
			shown[d.Subject.Filename] = source
		}
		hcl.NewDiagnosticTextWriter(out, shown, width, color).WriteDiagnostic(d)
		for _, other := range loader.RelatedTo(diag) {
			fmt.Fprintf(out, "  the other place, on %s line %d:\n", path(other.Filename), other.Start.Line)
			if line := firstLine(other, files[other.Filename], color); line != "" {
				fmt.Fprintf(out, "%4d: %s\n", other.Start.Line, line)
			}
			fmt.Fprintln(out)
		}
	}
}

// path is a file of the configuration as seen from the working directory.
func (c *cli) path(name string) string { return filepath.Join(c.dir, name) }

// terminal is the width of a terminal and whether it wants colour: 0 and
// false for anything else.
func terminal(w io.Writer) (width uint, color bool) {
	if !isTerminal(w) {
		return 0, false
	}
	f := w.(*os.File)
	columns, _, err := term.GetSize(int(f.Fd()))
	if err != nil || columns < 0 {
		columns = 0
	}
	return uint(columns), os.Getenv("NO_COLOR") == ""
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
			j.Related = append(j.Related, place{path(other.Filename), sourceRange{pos(other.Start), pos(other.End)}})
		}
		out = append(out, j)
	}
	return out
}

func pos(p hcl.Pos) sourcePos { return sourcePos{p.Line, p.Column, p.Byte} }
