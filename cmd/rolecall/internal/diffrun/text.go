package diffrun

import (
	"bufio"
	"context"
	"fmt"
	"io"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
	"github.com/rolecall/rolecall/engine/diff"
	"github.com/rolecall/rolecall/internal/printable"
)

func (r *run) writeText(ctx context.Context, failed []broken) error {
	out := bufio.NewWriter(r.Out)
	fmt.Fprintln(out, r.summary())
	for _, line := range r.notes(inText) {
		fmt.Fprintln(out, "  "+line)
	}
	for _, g := range r.diff.Groups {
		if err := ctx.Err(); err != nil {
			return err
		}
		fmt.Fprintln(out)
		if err := r.writeGroup(ctx, out, g); err != nil {
			return err
		}
	}
	if len(r.apart) > 0 {
		fmt.Fprintln(out, "\n"+apartHeading+":")
		for _, line := range r.apartLines(inText) {
			fmt.Fprintln(out, "  "+line)
		}
	}
	if r.details {
		fmt.Fprintln(out)
		for change, asked := range r.diff.All() {
			if err := ctx.Err(); err != nil {
				return err
			}
			fmt.Fprintln(out, r.paint(change, sign(change))+" "+printable.Line(asked.String()))
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	r.complain(failed)
	return nil
}

// complain writes which rules are broken to standard error.
func (r *run) complain(failed []broken) {
	for _, b := range failed {
		fmt.Fprintln(r.Err, b.sentence())
	}
}

func sign(d diff.Direction) string {
	if d == diff.Gained {
		return "+"
	}
	return "-"
}

func (r *run) paint(d diff.Direction, text string) string {
	if d == diff.Gained {
		return output.Paint(r.Out, output.Green, text)
	}
	return output.Paint(r.Out, output.Red, text)
}

// writeGroup writes the parts of a group, its cause, and its example on both sides.
func (r *run) writeGroup(ctx context.Context, out io.Writer, g diff.Group) error {
	line := func(text string) { fmt.Fprintln(out, printable.Line(text)) }
	before, org := "", ""
	for i, p := range g.Parts {
		if i == maxParts {
			line("    and in " + output.Count(len(g.Parts)-i, "smaller part", "smaller parts"))
			break
		}
		who, one := inText.people(p.Subjects())
		if who != before || p.Org != org {
			mark, in := "   ", ""
			if i == 0 {
				mark = r.paint(g.Change, sign(g.Change))
			}
			if p.Org != org {
				in = "in org " + printable.Name(p.Org) + ", "
			}
			fmt.Fprint(out, mark+" ")
			line(in + who + " " + verb(g.Change, one) + ":")
			before, org = who, p.Org
		}
		line("    " + inText.access(p, maxActions))
	}
	line("  " + r.cause(inText, g))
	was, is, err := r.diff.Explain(ctx, g)
	if err != nil {
		return err
	}
	line("  for example " + asked(g.Example))
	line("    " + r.old.heading + ": " + reason(r.old.explanation(was), is))
	line("    " + r.new.heading + ": " + reason(r.new.explanation(is), was))
	return nil
}

// maxParts is how many parts of a group are written, and maxActions how many actions of one.
const (
	maxParts   = 5
	maxActions = 5
)
