// Package complete completes command lines in a shell, with the names of the configuration.
package complete

import (
	"cmp"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/cli"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/exportrun"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/request"
	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/signing"
	"github.com/rolecall/rolecall/internal/registry"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// A line is a command line up to the word to complete.
type line struct {
	view *engine.View
	// org is empty if the line does not name it.
	org    string
	before []string
	word   string
}

// words returns what a word can be. Words that end with a colon can go on.
type words func(line) []string

// arguments holds what the arguments of commands are. A command that is not here takes files.
var arguments = map[string][]words{
	"actions":      {types},
	"build":        {},
	"provisioning": {},
	"check":        {subjects, actions, resources},
	"explain":      {subjects, actions, resources},
	"report":       {},
	"terraform":    {},
	"version":      {},
	"what-can":     {holders, actions},
	"who-can":      {actions, resources},
}

// flags holds what the values of flags are. A flag that is not here takes a file.
var flags = map[string]words{
	"action":       actions,
	"alg":          func(line) []string { return signing.Algorithms() },
	"admin-user":   func(l line) []string { return l.view.Names("user", "") },
	"created-by":   func(l line) []string { return l.view.Names("user", l.org) },
	"email-domain": nothing,
	"fail-on":      nothing,
	"group":        nothing,
	"group-by":     nothing,
	"import":       func(l line) []string { return []string{"all"} },
	"key-id":       nothing,
	"in":           func(l line) []string { return l.named([]string{"dashboard", "folder"}) },
	"org":          func(l line) []string { return l.view.Names("org", "") },
	"org-id":       nothing,
	"push":         nothing,
	"old-set":      nothing,
	"old-var":      nothing,
	"resource":     resources,
	"revision":     nothing,
	"run":          nothing,
	"set":          nothing,
	"signed-at":    func(line) []string { return []string{"now"} },
	"signed-since": nothing,
	"sign-in":      func(line) []string { return exportrun.SignIns() },
	"subject":      subjects,
	"time":         nothing,
	"token":        nothing,

	"verification-alg": func(line) []string { return signing.Algorithms() },
}

// Add makes the commands of a program complete their arguments and flags.
func Add(root *cobra.Command, env *cli.Env) error {
	format := func(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
		var names []string
		for _, f := range cli.Formats(cmd.Name()) {
			names = append(names, string(f))
		}
		return names, cobra.ShellCompDirectiveNoFileComp
	}
	if err := root.RegisterFlagCompletionFunc("format", format); err != nil {
		return err
	}
	for _, cmd := range cli.Commands(root) {
		if of, ok := arguments[cmd.Name()]; ok {
			cmd.ValidArgsFunction = func(cmd *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
				if len(args) >= len(of) {
					return nil, cobra.ShellCompDirectiveNoFileComp
				}
				return complete(cmd, env, args, word, of[len(args)])
			}
		}
		for name, of := range flags {
			if cmd.Flags().Lookup(name) == nil {
				continue
			}
			values := func(cmd *cobra.Command, _ []string, word string) ([]string, cobra.ShellCompDirective) {
				return complete(cmd, env, nil, word, of)
			}
			if err := cmd.RegisterFlagCompletionFunc(name, values); err != nil {
				return err
			}
		}
	}
	return nil
}

// complete returns the words that a word may become. It returns none if the configuration does
// not load, and asks no registry for it.
func complete(cmd *cobra.Command, env *cli.Env, before []string, word string, of words) ([]string, cobra.ShellCompDirective) {
	if registry.Is(env.Dir) {
		return nil, cobra.ShellCompDirectiveError
	}
	view, err := env.Open(cmd.Context())
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	org := ""
	if f := cmd.Flags().Lookup("org"); f != nil {
		org = cmp.Or(f.Value.String(), os.Getenv(request.OrgVariable))
	}
	found := slices.DeleteFunc(of(line{view, org, before, word}), func(w string) bool { return !strings.HasPrefix(w, word) })
	directive := cobra.ShellCompDirectiveNoFileComp
	if slices.ContainsFunc(found, func(w string) bool { return strings.HasSuffix(w, ":") }) {
		directive |= cobra.ShellCompDirectiveNoSpace
	}
	return found, directive
}

func nothing(line) []string { return nil }

func types(l line) []string {
	_, resources := l.view.Types()
	return resources
}

// actions returns the actions, each with what it allows.
func actions(l line) []string {
	var all []string
	for _, action := range l.view.Actions("") {
		all = append(all, cobra.CompletionWithDesc(action, catalogue.Meaning(action)))
	}
	return all
}

func subjects(l line) []string {
	types, _ := l.view.Types()
	return l.named(types)
}

// holders returns the subjects, and the teams and roles that what-can takes too.
func holders(l line) []string {
	types, _ := l.view.Types()
	types = append(types, "role", "team")
	slices.Sort(types)
	return l.namedBy(types, func(typ string) []string {
		if typ == "role" {
			return l.view.Roles(l.org)
		}
		return l.view.Names(typ, l.org)
	})
}

// resources returns the resources that the action before them applies to.
func resources(l line) []string {
	_, types := l.view.Types()
	if n := len(l.before); n > 0 {
		types = slices.DeleteFunc(types, func(typ string) bool { return !slices.Contains(l.view.Actions(typ), l.before[n-1]) })
	}
	return l.named(types)
}

// named returns types, and after a colon the names of a type: a configuration may have many.
func (l line) named(types []string) []string {
	return l.namedBy(types, func(typ string) []string { return l.view.Names(typ, l.org) })
}

// namedBy is like named, with the names of each type.
func (l line) namedBy(types []string, names func(typ string) []string) []string {
	var words []string
	typ, _, colon := strings.Cut(l.word, ":")
	if colon && slices.Contains(types, typ) {
		for _, name := range names(typ) {
			words = append(words, typ+":"+name)
		}
		return words
	}
	for _, typ := range types {
		if len(names(typ)) > 0 {
			typ += ":"
		}
		words = append(words, typ)
	}
	return words
}
