package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"iter"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/cli"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/internal/printable"
)

// listOf describes how to write a list.
type listOf[T any] struct {
	name    string // in JSON
	nothing string // the message for an empty list
	reasons bool
	text    func(T) string
}

// writeList writes a list while it is made, so that it may have any length,
// and ends in cli.ErrNegative for an empty one.
func writeList[T any](ctx context.Context, c *program, list engine.List[T], of listOf[T]) error {
	items := of.items(list, c.Sources)
	write := writeTextList[T]
	if c.Format == output.JSON {
		write = writeJSONList[T]
	}
	out := bufio.NewWriter(c.Out)
	empty, err := write(ctx, out, items, of, list.Problem.String())
	if err == nil {
		err = out.Flush()
	}
	if err != nil || !empty {
		return err
	}
	if c.Format != output.JSON {
		nothing := of.nothing
		if list.Problem.Kind != "" {
			nothing = list.Problem.String()
		}
		fmt.Fprintln(c.Err, printable.Line(nothing))
	}
	return cli.ErrNegative
}

// items returns the items of a list, with reasons if they were requested.
func (of listOf[T]) items(list engine.List[T], sources output.Sources) iter.Seq2[T, []string] {
	return func(yield func(T, []string) bool) {
		if of.reasons {
			for item, reasons := range list.WithReasons() {
				if !yield(item, sources.Reasons(reasons)) {
					return
				}
			}
			return
		}
		for item := range list.All() {
			if !yield(item, nil) {
				return
			}
		}
	}
}

func writeTextList[T any](ctx context.Context, out *bufio.Writer, items iter.Seq2[T, []string], of listOf[T], _ string) (empty bool, err error) {
	empty = true
	for item, reasons := range items {
		if err := ctx.Err(); err != nil {
			return false, err
		}
		empty = false
		if _, err := fmt.Fprintln(out, printable.Line(of.text(item))); err != nil {
			return false, err
		}
		for _, reason := range reasons {
			fmt.Fprintf(out, "  %s\n", printable.Line(reason))
		}
	}
	return empty, nil
}

// writeJSONList writes each item on a line.
func writeJSONList[T any](ctx context.Context, out *bufio.Writer, items iter.Seq2[T, []string], of listOf[T], problem string) (empty bool, err error) {
	empty = true
	fmt.Fprintf(out, "{\n  \"format_version\": %d,\n  %q: [", output.FormatVersion, of.name)
	for item, reasons := range items {
		if err := ctx.Err(); err != nil {
			return false, err
		}
		if !empty {
			out.WriteByte(',')
		}
		empty = false
		if err := writeOneLine(out, "\n    ", reasoned{item, reasons}); err != nil {
			return false, err
		}
	}
	if !empty {
		out.WriteString("\n  ")
	}
	out.WriteByte(']')
	if problem != "" {
		if err := writeOneLine(out, ",\n  \"problem\": ", problem); err != nil {
			return false, err
		}
	}
	_, err = out.WriteString("\n}\n")
	return empty, err
}

// writeOneLine writes JSON without a line break at the end.
func writeOneLine(out *bufio.Writer, before string, v any) error {
	doc, err := output.MarshalJSON(v, "")
	if err != nil {
		return err
	}
	out.WriteString(before)
	_, err = out.Write(bytes.TrimSuffix(doc, []byte("\n")))
	return err
}

// A reasoned item of a list has its reasons beside its own members in JSON.
type reasoned struct {
	item    any
	reasons []string
}

func (r reasoned) MarshalJSON() ([]byte, error) {
	item, err := output.MarshalJSON(r.item, "")
	if err != nil || len(r.reasons) == 0 {
		return item, err
	}
	reasons, err := output.MarshalJSON(r.reasons, "")
	return append(append(append(bytes.TrimSuffix(item, []byte("}\n")), `,"reasons":`...), reasons...), '}'), err
}

func reasonsFlag(cmd *cobra.Command, reasons *bool) {
	cmd.Flags().BoolVar(reasons, "reasons", false, "add the reasons to each line")
}
