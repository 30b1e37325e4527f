// Package cli is shared by the commands: their configuration, their outputs, and the errors
// that end them.
package cli

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/diagnostics"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/report"
	"github.com/rolecall/rolecall/engine"
)

// An Env is the environment of a command.
type Env struct {
	Config
	In       io.Reader
	Out, Err io.Writer
	Format   output.Format
	// All makes text have all diagnostics. Other formats always have all.
	All bool
	// Patience sets how long the command has to end by itself once it is interrupted.
	Patience func(time.Duration)
}

// ErrNegative ends a command after it has written a negative answer.
var ErrNegative = errors.New("negative answer")

// ErrReported ends a command that has written why it failed.
var ErrReported = errors.New("failed")

// WriteError writes why a command failed: as text with source lines, or in place of the
// result in another format.
func (e *Env) WriteError(err error) {
	var config *engine.ConfigError
	switch {
	case slices.Contains(Formats("test"), e.Format) && e.Format != output.Text:
		report.WriteError(e.Out, e.Format, err, e.Dir, e.Path)
	case errors.As(err, &config):
		e.WriteDiagnostics(config.Diagnostics, config.Files)
	default:
		fmt.Fprintf(e.Err, "Error: %s\n", diagnostics.ErrorText(err))
	}
}

// WriteDiagnostics prints diagnostics about the configuration, or the first
// diagnostics.MaxShown.
func (e *Env) WriteDiagnostics(diags hcl.Diagnostics, files map[string]*hcl.File) {
	most := diagnostics.MaxShown
	if e.All {
		most = len(diags)
	}
	diagnostics.Text(e.Err, diags, files, e.Path, most)
}

// WriteJSON writes a result as JSON.
func (e *Env) WriteJSON(v any) error { return output.WriteJSON(e.Out, v) }
