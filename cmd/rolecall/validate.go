package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/engine"
)

func (c *cli) validateCommand() *cobra.Command {
	var strict bool
	cmd := &cobra.Command{
		Use:   "validate",
		Short: "Read the configuration and print every diagnostic",
		Long: `Validate reads the whole configuration and prints all that there is to say about
it, with the source lines: errors, and warnings that a reviewer would raise.

With --format sarif the answer is a SARIF 2.1.0 log, as code scanning takes it.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			said, err := c.said(cmd.Context())
			if err != nil {
				return err
			}
			if strict {
				said.Diagnostics = asErrors(said.Diagnostics)
			}
			if err := c.writeValidity(said); err != nil {
				return err
			}
			if said.Diagnostics.HasErrors() {
				return errReported
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&strict, "strict", false, "take warnings for errors")
	return cmd
}

// said is what there is to say about the configuration. The error is why it
// could not be looked at.
func (c *cli) said(ctx context.Context) (engine.ConfigError, error) {
	eng, err := c.open(ctx)
	if err == nil {
		return eng.Warnings(), nil
	}
	var config *engine.ConfigError
	if errors.As(err, &config) {
		return *config, nil
	}
	return engine.ConfigError{}, err
}

// asErrors are the diagnostics with errors for warnings.
func asErrors(diags hcl.Diagnostics) hcl.Diagnostics {
	out := make(hcl.Diagnostics, len(diags))
	for i, d := range diags {
		strict := *d
		strict.Severity = hcl.DiagError
		out[i] = &strict
	}
	return out
}

// codePoints are the diagnostics about a configuration with columns as SARIF
// logs of this program count them. The other places that they speak of keep
// theirs.
func codePoints(said engine.ConfigError) hcl.Diagnostics {
	files := newSources(said.Files)
	out := make(hcl.Diagnostics, len(said.Diagnostics))
	for i, d := range said.Diagnostics {
		counted := *d
		if d.Subject != nil {
			at := files.of(d.Subject.Filename).inCodePoints(*d.Subject)
			counted.Subject = &at
		}
		out[i] = &counted
	}
	return out
}

func (c *cli) writeValidity(said engine.ConfigError) error {
	valid := !said.Diagnostics.HasErrors()
	switch c.format {
	case jsonFmt:
		return c.writeJSON(validity{formatVersion, valid, c.diagnostics(said.Diagnostics)})
	case sarifFmt:
		return c.writeJSON(sarifOf(c.diagnostics(codePoints(said))))
	}
	c.writeDiagnostics(said.Diagnostics, said.Files)
	if !valid {
		return nil
	}
	_, err := fmt.Fprintln(c.out, "The configuration is valid.")
	return err
}

// validity is the JSON that validate answers.
type validity struct {
	FormatVersion int          `json:"format_version"`
	Valid         bool         `json:"valid"`
	Diagnostics   []diagnostic `json:"diagnostics"`
}
