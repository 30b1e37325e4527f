package diagnostics

import (
	"errors"
	"fmt"
	"strings"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/internal/printable"
)

// ErrorText returns an error, safe to print: one line, or one for each of several joined
// errors.
func ErrorText(err error) string {
	if several, ok := err.(interface{ Unwrap() []error }); ok {
		var raw, lines []string
		for _, err := range several.Unwrap() {
			raw, lines = append(raw, err.Error()), append(lines, ErrorText(err))
		}
		if err.Error() == strings.Join(raw, "\n") {
			return strings.Join(lines, "\n")
		}
	}
	if inner := errors.Unwrap(err); inner != nil {
		if before, after, ok := strings.Cut(err.Error(), inner.Error()); ok {
			return printable.Line(before) + ErrorText(inner) + printable.Line(after)
		}
	}
	return printable.Line(err.Error())
}

// ErrorSummary returns an error without the diagnostics about a configuration.
func ErrorSummary(err error) string {
	var config *engine.ConfigError
	if errors.As(err, &config) {
		return "invalid configuration"
	}
	return err.Error()
}

// A Failure is an error as JSON.
type Failure struct {
	FormatVersion int          `json:"format_version"`
	Error         string       `json:"error"`
	Diagnostics   []Diagnostic `json:"diagnostics"`
}

// FailureOf returns an error as JSON. Path returns the path of a file from the working
// directory.
func FailureOf(err error, path func(string) string) Failure {
	failure := Failure{output.FormatVersion, ErrorSummary(err), []Diagnostic{}}
	var config *engine.ConfigError
	if errors.As(err, &config) {
		failure.Diagnostics = Of(config.Diagnostics, path)
	}
	return failure
}

// A Cause is one of the causes of an error.
type Cause struct {
	Severity string // error or warning
	// At is the zero place if the cause is not about one.
	At              output.Place
	Summary, Detail string
}

// Causes returns the diagnostics about a configuration, or else the error itself. Path
// returns the path of a file from the working directory.
func Causes(err error, path func(string) string) []Cause {
	var config *engine.ConfigError
	if !errors.As(err, &config) {
		summary, detail, _ := strings.Cut(ErrorText(err), "\n")
		return []Cause{{Severity: "error", Summary: summary, Detail: detail}}
	}
	var causes []Cause
	for _, d := range Of(config.Diagnostics, path) {
		cause := Cause{Severity: d.Severity, Summary: d.Summary, Detail: d.Detail}
		if d.Range != nil {
			cause.At = output.Place{File: d.File, Range: *d.Range}
		}
		causes = append(causes, cause)
	}
	return causes
}

// String returns the cause, safe to print. Only its detail may have several lines.
func (c Cause) String() string {
	text := c.Summary
	if c.Detail != "" {
		text = strings.TrimSuffix(text, ":") + ": " + c.Detail
	}
	if c.At.File != "" {
		text = fmt.Sprintf("%s: %s", c.At, text)
	}
	return printable.Lines(text)
}
