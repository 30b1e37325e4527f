package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/cli"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/diagnostics"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
	"github.com/rolecall/rolecall/engine"
)

func (c *program) validateCommand() *cobra.Command {
	var strict bool
	cmd := &cobra.Command{
		Use:   "validate",
		Short: "Read the configuration and print every diagnostic",
		Long: `Validate reads the whole configuration and prints all diagnostics with their
source lines: errors, and warnings about probable mistakes.

With --format sarif it writes a SARIF 2.1.0 log, for code scanning.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			view, diags, files, err := c.diagnose(cmd.Context())
			if err != nil {
				return err
			}
			if strict {
				diags = asErrors(diags)
			}
			if err := c.writeValidity(view, diags, files); err != nil {
				return err
			}
			if diags.HasErrors() {
				return cli.ErrReported
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&c.All, "all", false, "print all diagnostics, even more than 100; JSON and SARIF always have all")
	cmd.Flags().BoolVar(&strict, "strict", false, "treat warnings as errors")
	return cmd
}

// diagnose returns the configuration, nil if it has errors, and the diagnostics about it
// with its files. The error is that of reading it.
func (c *program) diagnose(ctx context.Context) (*engine.View, hcl.Diagnostics, map[string]*hcl.File, error) {
	view, err := c.Open(ctx)
	var config *engine.ConfigError
	switch {
	case errors.As(err, &config):
		return nil, config.Diagnostics, config.Files, nil
	case err != nil:
		return nil, nil, nil, err
	}
	diags, files := view.Warnings()
	return view, diags, files, nil
}

// editionOf returns the edition of a configuration, and a sentence that gives the reason. Both
// are empty for no configuration.
func (c *program) editionOf(view *engine.View) (edition, sentence string) {
	if view == nil {
		return "", ""
	}
	edition, at, declared := view.Edition()
	switch {
	case declared:
		return edition, fmt.Sprintf("The edition of Grafana is %s (%s).", edition, c.Path(at))
	case at != "":
		return edition, fmt.Sprintf("The edition of Grafana is %s, as %s needs a licence.", edition, c.Path(at))
	default:
		return edition, fmt.Sprintf("The edition of Grafana is %s, as nothing that is declared needs a licence.", edition)
	}
}

// asErrors returns diagnostics with errors in place of warnings.
func asErrors(diags hcl.Diagnostics) hcl.Diagnostics {
	out := make(hcl.Diagnostics, len(diags))
	for i, d := range diags {
		strict := *d
		strict.Severity = hcl.DiagError
		out[i] = &strict
	}
	return out
}

func (c *program) writeValidity(view *engine.View, diags hcl.Diagnostics, files map[string]*hcl.File) error {
	valid := !diags.HasErrors()
	edition, sentence := c.editionOf(view)
	switch c.Format {
	case output.JSON:
		return c.WriteJSON(struct {
			FormatVersion int                      `json:"format_version"`
			Valid         bool                     `json:"valid"`
			Edition       string                   `json:"edition,omitempty"`
			Diagnostics   []diagnostics.Diagnostic `json:"diagnostics"`
		}{output.FormatVersion, valid, edition, diagnostics.Of(diags, c.Path)})
	case output.SARIF:
		return c.WriteJSON(diagnostics.SARIF(diags, files, c.Path))
	}
	c.WriteDiagnostics(diags, files)
	if !valid {
		return nil
	}
	_, err := fmt.Fprintln(c.Out, strings.TrimSpace("The configuration is valid. "+sentence))
	return err
}
