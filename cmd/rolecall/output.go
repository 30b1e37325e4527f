package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/diagnostics"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/report"
	"github.com/rolecall/rolecall/engine"
)

// path returns the path of a configuration file from the working directory.
func (c *cli) path(name string) string { return filepath.Join(c.dir, name) }

// writeError writes why a command failed: as text with source lines, or in place of the
// result in another format.
func (c *cli) writeError(err error) {
	var config *engine.ConfigError
	switch {
	case slices.Contains(formats["test"], c.format) && c.format != output.Text:
		report.WriteError(c.out, c.format, err, c.dir, c.path)
	case errors.As(err, &config):
		c.writeDiagnostics(config.Diagnostics, config.Files)
	default:
		fmt.Fprintf(c.err, "Error: %s\n", diagnostics.ErrorText(err))
	}
}

// writeDiagnostics prints diagnostics about the configuration.
func (c *cli) writeDiagnostics(diags hcl.Diagnostics, files map[string]*hcl.File) {
	diagnostics.Text(c.err, diags, files, c.path)
}

func (c *cli) writeJSON(v any) error { return output.WriteJSON(c.out, v) }

// A progress shows on a terminal how far a long run is.
type progress struct {
	cli *cli
	// done is what the numbers count: "questions asked".
	done string
	// next is the time of the next message. shown reports whether there was one.
	next  time.Time
	shown bool
}

// A short run shows nothing.
const (
	beforeProgress  = time.Second
	betweenProgress = 200 * time.Millisecond
)

func (c *cli) startProgress(done string) *progress {
	return &progress{cli: c, done: done, next: time.Now().Add(beforeProgress)}
}

// show shows how much of a total is done.
func (p *progress) show(done, total int) {
	now := time.Now()
	if now.Before(p.next) {
		return
	}
	p.next = now.Add(betweenProgress)
	if !output.IsTerminal(p.cli.err) {
		return
	}
	fmt.Fprintf(p.cli.err, "\r\x1b[K%d of %d %s", done, total, p.done)
	p.shown = true
}

// end removes the message.
func (p *progress) end() {
	if p.shown {
		fmt.Fprint(p.cli.err, "\r\x1b[K")
	}
}
