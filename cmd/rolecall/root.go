package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/audit"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/buildrun"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/cli"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/complete"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/diffrun"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/exportrun"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/importrun"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/request"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/serving"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/testrun"
	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/internal/files"
	"github.com/rolecall/rolecall/internal/printable"
)

// The exit codes, the same for every command.
const (
	exitOK       = 0 // success, allowed, nothing to report
	exitError    = 1 // usage, reading, invalid configuration
	exitNegative = 2 // a negative answer: denied, tests failed
)

// errHelped is the error of help together with other words. A script may pass a word from
// somebody else, and must not take help for an allow.
var errHelped = errors.New("the command line asks for help, so nothing else was done; write -- before words that are not flags")

// A program is one run of a command line.
type program struct {
	cli.Env
	// helped reports whether a command line with other words has shown help.
	helped bool
}

// errInterrupted is the error of a command whose context was cancelled.
var errInterrupted = errors.New("interrupted")

// run runs one command line and returns its exit code.
func run(ctx context.Context, args []string, in io.Reader, out, err io.Writer) int {
	in = files.Until(ctx, in)
	c := &program{Env: cli.Env{In: in, Out: out, Err: err, Format: output.Text, Patience: setGrace}}
	root := c.rootCommand()
	root.SetArgs(longFlags(root, args))
	root.SetIn(in)
	root.SetOut(printer{out})
	root.SetErr(printer{err})
	switch e := root.ExecuteContext(ctx); {
	case e == nil && c.helped:
		c.WriteError(errHelped)
		return exitError
	case e == nil:
		return exitOK
	case errors.Is(e, cli.ErrNegative):
		return exitNegative
	case errors.Is(e, cli.ErrReported):
		return exitError
	case ctx.Err() != nil && errors.Is(e, context.Canceled):
		c.WriteError(errInterrupted)
		return exitError
	default:
		c.WriteError(e)
		return exitError
	}
}

// A printer makes the texts of cobra, which quote the command line, safe to print.
type printer struct{ io.Writer }

func (p printer) Write(text []byte) (int, error) {
	if _, err := io.WriteString(p.Writer, printable.Sources(string(text))); err != nil {
		return 0, err
	}
	return len(text), nil
}

func (c *program) rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:     "rolecall",
		Version: output.Version(),
		Short:   "Declare, check and explain who can do what in Grafana",
		Long: `Rolecall reads orgs, users, teams, folders and permissions of Grafana from HCL,
and answers who can do what, and why.

Exit codes: 0 for success and for allowed, 1 for an error in usage or in the
configuration, 2 for a negative answer: denied, a test failed, an invariant
broken, or fmt --check found something to change. To ask for help together with
other arguments is an error.`,
		Args: knownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return cmd.Help()
		},
		SilenceUsage:  true,
		SilenceErrors: true,

		SuggestionsMinimumDistance: 2,
	}
	c.Flags(root.PersistentFlags())
	root.PersistentFlags().Var(cli.Flag[output.Format]{To: &c.Format, Name: "format", Parse: anyFormat}, "format", "format of results: text or json; validate, diff and test have more")
	root.PersistentPreRunE = func(cmd *cobra.Command, _ []string) error { return c.CheckFormat(cmd) }
	help := root.HelpFunc()
	root.SetHelpFunc(func(cmd *cobra.Command, args []string) {
		help(cmd, args)
		c.helped = asksMore(cmd)
	})
	root.SetVersionTemplate("rolecall {{.Version}}\n")
	root.InitDefaultVersionFlag()
	root.AddCommand(c.validateCommand(), c.checkCommand(), c.explainCommand(), c.whoCanCommand(), c.whatCanCommand(), c.actionsCommand(), diffrun.Command(&c.Env), diffrun.DriftCommand(&c.Env), testrun.Command(&c.Env), audit.Command(&c.Env), importrun.Command(&c.Env), buildrun.Command(&c.Env), buildrun.VerifyCommand(&c.Env), exportrun.Command(&c.Env), serving.Command(&c.Env), c.fmtCommand(), c.versionCommand(), manCommand())
	for name, hint := range hints {
		root.AddCommand(&cobra.Command{
			Use: name, Short: hint, Hidden: true, DisableFlagParsing: true,
			RunE: func(*cobra.Command, []string) error { return errors.New(hint) },
		})
	}
	if err := complete.Add(root, &c.Env); err != nil {
		panic(err) // a flag is not there, or completes twice
	}
	return root
}

// hints tell what there is instead of commands that people know from Terraform.
var hints = map[string]string{
	"init":  "rolecall has no init, as there is nothing to prepare: write blocks grafana, org and user into a file *.hcl, and run rolecall validate",
	"plan":  "rolecall has no plan, as it changes no server: rolecall validate checks the configuration, rolecall test runs its tests, and rolecall explain shows what a change of access takes",
	"apply": "rolecall has no apply, as it changes no server: write its resources for Terraform by rolecall export terraform, and write rolecall build -o FILE to let OPA decide by the configuration",
}

// ask opens the configuration for a request in the names of people, which it replaces by
// Grafana's. It returns an error if the request names something that is not known.
func (c *program) ask(ctx context.Context, words *request.Words, r *engine.Request, problem func(*engine.View, engine.Request) explain.Problem) (*engine.View, error) {
	view, err := c.Open(ctx, engine.WithWorld())
	if err == nil {
		err = request.Resolve(view, r)
	}
	if err != nil {
		return nil, err
	}
	p := problem(view, *r)
	return view, words.Check(ctx, view, *r, p, c.Err)
}

// askOne is ask for one decision. It sets an org where all orgs give the same one to a user
// who is in none of them.
func (c *program) askOne(ctx context.Context, words *request.Words, r *engine.Request) (*engine.View, error) {
	return c.ask(ctx, words, r, func(view *engine.View, asked engine.Request) explain.Problem {
		if r.Org == "" {
			r.Org = request.AnyOrg(ctx, view, asked)
			asked.Org = r.Org
		}
		return request.Problem(view, asked)
	})
}

// anyFormat reads a format. CheckFormat knows the formats of a command.
func anyFormat(text string) (output.Format, error) { return output.Format(text), nil }

// asksMore reports whether a command line has arguments or flags besides help.
func asksMore(cmd *cobra.Command) bool {
	more := cmd.Flags().NArg() > 0
	cmd.LocalNonPersistentFlags().VisitAll(func(f *pflag.Flag) {
		more = more || f.Changed && f.Name != "help"
	})
	return more
}

// knownCommand returns an error for a word that is not a command, with similar commands.
func knownCommand(root *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	text := fmt.Sprintf("unknown command %q", args[0])
	if close := root.SuggestionsFor(args[0]); len(close) > 0 {
		text += fmt.Sprintf("; did you mean %s?", strings.Join(close, " or "))
	}
	return errors.New(text)
}

// isNumber matches the value of the flag patch.
var isNumber = regexp.MustCompile(`^[0-9]+$`)

// longFlags returns arguments with two dashes before the names of flags, and with an equals
// sign before the number of --patch, which may be left out. HCL's tools take one dash, as in
// -check.
func longFlags(root *cobra.Command, args []string) []string {
	isFlag := func(name string) bool {
		return root.Flags().Lookup(name) != nil || root.PersistentFlags().Lookup(name) != nil || slices.ContainsFunc(cli.Commands(root), func(cmd *cobra.Command) bool {
			return cmd.Flags().Lookup(name) != nil
		})
	}
	long := slices.Clone(args)
	for i := 0; i < len(long); i++ {
		arg := long[i]
		if arg == "--" {
			break
		}
		if arg == "--patch" || arg == "-patch" {
			// A flag whose value may be left out takes it behind an equals sign alone.
			if i+1 < len(long) && isNumber.MatchString(long[i+1]) {
				long[i] += "=" + long[i+1]
				long = slices.Delete(long, i+1, i+2)
			}
			arg = long[i]
		}
		name, _, _ := strings.Cut(strings.TrimPrefix(arg, "-"), "=")
		if strings.HasPrefix(arg, "-") && len(name) > 1 && isFlag(name) {
			long[i] = "-" + arg
		}
	}
	return long
}
