// Package output is shared by all formats of the command: the version of its JSON, writing
// JSON, terminals, and places in files.
package output

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"github.com/rolecall/rolecall/internal/printable"
)

// A Format is a way to write results.
type Format string

// The formats. Every command but report knows Text and JSON.
const (
	Text     Format = "text"
	JSON     Format = "json"
	SARIF    Format = "sarif"
	JUnit    Format = "junit"
	GitHub   Format = "github"
	TAP      Format = "tap"
	Markdown Format = "markdown"
	CSV      Format = "csv"
	HTML     Format = "html"
)

// FormatVersion is the version of the JSON that the commands write.
const FormatVersion = 1

// WriteJSON writes a value as indented JSON that is safe to print.
func WriteJSON(out io.Writer, v any) error {
	doc, err := MarshalJSON(v, "  ")
	if err != nil {
		return err
	}
	_, err = out.Write(doc)
	return err
}

// MarshalJSON returns a value as JSON that is safe to print, with a line break at the end.
func MarshalJSON(v any, indent string) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", indent)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return printable.JSON(b.Bytes()), nil
}

// OneLine returns a text as one line that is safe to print.
func OneLine(s string) string { return printable.Line(strings.Join(strings.Fields(s), " ")) }

// Lines returns lines that are safe to print.
func Lines(lines []string) []string {
	printed := make([]string, len(lines))
	for i, line := range lines {
		printed[i] = printable.Line(line)
	}
	return printed
}

// IsTerminal reports whether a writer is a terminal.
func IsTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// Terminal returns the width of a terminal, and reports whether it is to show colors. The
// width is 0 if it is not known, or if the writer is not a terminal.
func Terminal(w io.Writer) (width int, color bool) {
	if !IsTerminal(w) {
		return 0, false
	}
	columns, _, err := term.GetSize(int(w.(*os.File).Fd()))
	if err != nil || columns < 0 {
		columns = 0
	}
	return columns, showsColors(true, os.Getenv)
}

// showsColors reports whether words are to be colored on a terminal, or on something else, in
// an environment. Any text in NO_COLOR turns colors off, as https://no-color.org has it.
func showsColors(terminal bool, getenv func(string) string) bool {
	return terminal && getenv("NO_COLOR") == "" && getenv("TERM") != "dumb"
}

// A Color is the color of a word on a terminal: green for what is allowed and passes, red
// for what is denied and fails.
type Color string

// The colors.
const (
	Green Color = "32"
	Red   Color = "31"
)

// Answer returns allowed or denied, in its color on a terminal that shows colors.
func Answer(w io.Writer, allowed bool) string {
	if allowed {
		return Paint(w, Green, "allowed")
	}
	return Paint(w, Red, "denied")
}

// Paint returns a text in a color if the writer is a terminal that shows colors.
func Paint(w io.Writer, c Color, text string) string {
	if _, color := Terminal(w); !color {
		return text
	}
	return "\x1b[" + string(c) + "m" + text + "\x1b[0m"
}
