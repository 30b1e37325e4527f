package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/engine"
)

// The exit codes, the same for every command.
const (
	exitOK       = 0 // success, allowed, nothing to report
	exitError    = 1 // usage, reading, invalid configuration
	exitNegative = 2 // a valid answer that is no: denied, tests failed
)

// errNegative ends a command whose answer is no, after the answer is written.
var errNegative = errors.New("negative answer")

// errReported ends a command that has written why it failed.
var errReported = errors.New("failed")

// A cli is what every command needs of the outside.
type cli struct {
	in       io.Reader
	out, err io.Writer
	dir      string // the configuration folder or bundle
	format   format
	// variables make the options that give values of variables.
	variables []func() (engine.Option, error)
}

// run runs one command line and returns its exit code.
func run(ctx context.Context, args []string, in io.Reader, out, err io.Writer) int {
	c := &cli{in: in, out: out, err: err, format: text}
	root := c.rootCommand()
	root.SetArgs(longFlags(args))
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(err)
	switch e := root.ExecuteContext(ctx); {
	case e == nil:
		return exitOK
	case errors.Is(e, errNegative):
		return exitNegative
	case errors.Is(e, errReported):
		return exitError
	default:
		c.writeError(e)
		return exitError
	}
}

func (c *cli) rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "rolecall",
		Short: "Declare, check and explain who may do what in Grafana",
		Long: `Rolecall reads who is who in Grafana from HCL, and answers who may do what.

Exit codes: 0 for success and for allowed, 1 for an error in usage or in the
configuration, 2 for an answer that is no: denied, or a test failed.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return cmd.Help()
		},
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.PersistentFlags().StringVarP(&c.dir, "chdir", "C", ".", "configuration `folder`, or a bundle made by build")
	root.PersistentFlags().Var(&c.format, "format", "how results are written: text or json")
	c.variableFlags(root)
	root.AddCommand(c.validateCommand(), c.checkCommand(), c.testCommand(), c.buildCommand(), c.versionCommand())
	return root
}

// A format is how results are written.
type format string

const (
	text    format = "text"
	jsonFmt format = "json"
)

func (f *format) String() string { return string(*f) }
func (f *format) Type() string   { return "format" }

func (f *format) Set(s string) error {
	switch format(s) {
	case text, jsonFmt:
		*f = format(s)
		return nil
	}
	return fmt.Errorf("the formats are text and json")
}
