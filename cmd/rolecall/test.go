package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/engine"
)

func (c *cli) testCommand() *cobra.Command {
	var filter string
	cmd := &cobra.Command{
		Use:   "test [PATH...]",
		Short: "Run the Rego tests of the configuration",
		Long: `Test runs the Rego tests in the *.rego files of the configuration, or in the
files and folders PATH, with the compiled configuration as their data. Exit
code 2 says that a test failed.`,
		RunE: func(cmd *cobra.Command, paths []string) error {
			eng, err := c.open(cmd.Context())
			if err != nil {
				return err
			}
			if len(paths) == 0 {
				paths = []string{c.dir}
			}
			results, err := eng.RegoTests(cmd.Context(), paths, filter)
			if err != nil {
				return err
			}
			if len(results) == 0 {
				return fmt.Errorf("no test is selected")
			}
			return c.writeTests(results)
		},
	}
	cmd.Flags().StringVar(&filter, "run", "", "run only tests whose name, as in data.acme_test.test_editors, matches `REGEX`")
	return cmd
}

// writeTests writes what came of each test, and ends in errNegative when one
// failed.
func (c *cli) writeTests(results []engine.TestResult) error {
	passed, failed := 0, 0
	for _, r := range results {
		passed += r.Cases - r.Failed
		failed += r.Failed
	}
	if c.format == jsonFmt {
		err := c.writeJSON(struct {
			FormatVersion int                 `json:"format_version"`
			Passed        int                 `json:"passed"`
			Failed        int                 `json:"failed"`
			Tests         []engine.TestResult `json:"tests"`
		}{formatVersion, passed, failed, results})
		if err != nil {
			return err
		}
	} else {
		for _, r := range results {
			if r.Passed {
				continue
			}
			fmt.Fprintf(c.out, "FAIL %s (%s:%d)\n", r.Name, r.File, r.Line)
			for _, note := range r.Notes {
				fmt.Fprintf(c.out, "  %s\n", note)
			}
		}
		if _, err := fmt.Fprintf(c.out, "%d passed, %d failed\n", passed, failed); err != nil {
			return err
		}
	}
	if failed > 0 {
		return errNegative
	}
	return nil
}
