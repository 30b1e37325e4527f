package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
)

// Commands returns a command and all commands below it, each before its own.
func Commands(root *cobra.Command) []*cobra.Command {
	all := []*cobra.Command{root}
	for _, cmd := range root.Commands() {
		all = append(all, Commands(cmd)...)
	}
	return all
}

// Formats returns the formats of a command. The first is the default.
func Formats(command string) []output.Format {
	switch command {
	case "validate":
		return []output.Format{output.Text, output.JSON, output.SARIF}
	case "diff", "drift":
		return []output.Format{output.Text, output.JSON, output.Markdown, output.GitHub, output.SARIF}
	case "report":
		return []output.Format{output.Markdown, output.CSV, output.HTML}
	case "test":
		return []output.Format{output.Text, output.JSON, output.JUnit, output.GitHub, output.SARIF, output.TAP}
	}
	return []output.Format{output.Text, output.JSON}
}

// CheckFormat returns an error for a format that the command does not have, and selects text
// to write it.
func (e *Env) CheckFormat(cmd *cobra.Command) error {
	known := Formats(cmd.Name())
	if f := cmd.Flag("format"); f != nil && !f.Changed {
		e.Format = known[0]
	}
	if slices.Contains(known, e.Format) {
		return nil
	}
	e.Format = output.Text
	names := make([]string, len(known))
	for i, f := range known {
		names[i] = string(f)
	}
	last := len(names) - 1
	return fmt.Errorf("the formats of %s are %s and %s", cmd.Name(), strings.Join(names[:last], ", "), names[last])
}

// A Flag is a flag with a value of a type of its own.
type Flag[T comparable] struct {
	To *T
	// Name is the name of the type in the help.
	Name  string
	Parse func(string) (T, error)
}

// String returns the value for the help. It is empty for the zero value.
func (f Flag[T]) String() string {
	var zero T
	if f.To == nil || *f.To == zero {
		return ""
	}
	return fmt.Sprint(*f.To)
}

// Type returns the name of the type.
func (f Flag[T]) Type() string { return f.Name }

// Set sets the value to that of a text.
func (f Flag[T]) Set(text string) error {
	v, err := f.Parse(text)
	if err == nil {
		*f.To = v
	}
	return err
}
