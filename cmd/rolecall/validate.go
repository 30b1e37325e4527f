package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/engine"
)

func (c *cli) validateCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "validate",
		Short: "Read the configuration and print every diagnostic",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			eng, err := c.open(cmd.Context())
			if err != nil {
				return c.invalid(err)
			}
			warnings := eng.Warnings()
			if c.format == jsonFmt {
				return c.writeJSON(validity{formatVersion, true, c.diagnostics(warnings.Diagnostics)})
			}
			c.writeDiagnostics(warnings.Diagnostics, warnings.Files)
			_, err = fmt.Fprintln(c.out, "The configuration is valid.")
			return err
		},
	}
}

// invalid reports a configuration that does not load; as JSON in the shape
// that validate always answers.
func (c *cli) invalid(err error) error {
	var config *engine.ConfigError
	if c.format != jsonFmt || !errors.As(err, &config) {
		return err
	}
	if err := c.writeJSON(validity{formatVersion, false, c.diagnostics(config.Diagnostics)}); err != nil {
		return err
	}
	return errReported
}

// validity is the JSON that validate answers.
type validity struct {
	FormatVersion int          `json:"format_version"`
	Valid         bool         `json:"valid"`
	Diagnostics   []diagnostic `json:"diagnostics"`
}
