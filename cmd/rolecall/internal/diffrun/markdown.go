package diffrun

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
	"github.com/rolecall/rolecall/engine/diff"
	"github.com/rolecall/rolecall/internal/printable"
)

// inMarkdown writes names as code, so that nothing in them is a link, a mention or an emoji.
var inMarkdown = words{output.Code}

// GitHub takes comments of up to 65,536 characters. A comment here has fewer bytes than that, and
// leaves room for a heading. The lines at the top have at most a part of it.
const (
	maxComment  = 64_000
	maxTop      = 16_000
	roomForEnds = 1_000 // what is written about things that are left out
)

// A comment is a text in Markdown of a limited length.
type comment struct{ strings.Builder }

// add adds a text, unless the comment would then be longer than a number of bytes. It reports
// whether it did.
func (c *comment) add(text string, most int) bool {
	if c.Len()+len(text) > most {
		return false
	}
	c.WriteString(text)
	return true
}

// leftOut adds a sentence about what the comment has no room for.
func (c *comment) leftOut(n int, one, many string) {
	if n > 0 {
		fmt.Fprintf(c, "\n%s left out, as a comment cannot be longer; `rolecall diff` shows them all.\n",
			output.Count(n, one+" is", many+" are"))
	}
}

// writeMarkdown writes a comment for a pull request: the counts, the lines that matter by
// themselves, and a folded section for each group.
func (r *run) writeMarkdown(ctx context.Context, failed []broken) error {
	var c comment
	fmt.Fprintf(&c, "**%s**\n", r.summary())
	c.list(r.top(failed))
	for i, g := range r.diff.Groups {
		if err := ctx.Err(); err != nil {
			return err
		}
		section, err := r.section(ctx, g)
		if err != nil {
			return err
		}
		if !c.add(section, maxComment-roomForEnds) {
			c.leftOut(len(r.diff.Groups)-i, "group", "groups")
			break
		}
	}
	if len(r.apart) > 0 && c.add("\n**"+apartHeading+"**\n", maxComment-roomForEnds) {
		c.list(r.apartLines(inMarkdown))
	}
	if r.details && !r.diff.Same() {
		if err := r.listRequests(ctx, &c); err != nil {
			return err
		}
	}
	r.complain(failed)
	_, err := io.WriteString(r.Out, c.String())
	return err
}

// top returns the lines at the top, first those about rules that are broken.
func (r *run) top(failed []broken) []string {
	var lines []string
	for _, b := range failed {
		first, n := b.first()
		lines = append(lines, fmt.Sprintf("**Not allowed here**: %s matches %s, such as %s",
			output.Code(b.text), output.Count(n, "request", "requests"), output.Code(asked(first))))
	}
	return append(lines, r.notes(inMarkdown)...)
}

// list adds the lines at the top, as many as there is room for.
func (c *comment) list(lines []string) {
	before, start := "\n- ", min(c.Len(), maxComment-roomForEnds-maxTop)
	for i, line := range lines {
		if !c.add(before+line+"\n", start+maxTop) {
			c.leftOut(len(lines)-i, "line", "lines")
			return
		}
		before = "- "
	}
}

// section returns the folded section of a group.
func (r *run) section(ctx context.Context, g diff.Group) (string, error) {
	was, is, err := r.diff.Explain(ctx, g)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "\n<details>\n<summary>%s<br>%s</summary>\n\n", mark(g.Change)+" "+headline(inMarkdown, g),
		r.cause(inMarkdown, g))
	before, orgs := "", g.Orgs()
	for i, p := range g.Parts {
		if i == maxFoldedParts {
			fmt.Fprintf(&b, "- and %s\n", output.Count(len(g.Parts)-i, "smaller part", "smaller parts"))
			break
		}
		who, one := inMarkdown.people(p.Subjects())
		if len(orgs) > 1 {
			who = fmt.Sprintf("in org %s, %s", inMarkdown.name(p.Org), who)
		}
		if who != before {
			fmt.Fprintf(&b, "- %s %s:\n", who, verb(g.Change, one))
			before = who
		}
		fmt.Fprintf(&b, "  - %s\n", inMarkdown.access(p, maxFoldedActions))
	}
	fmt.Fprintf(&b, "- For example %s\n", output.Code(asked(g.Example)))
	fmt.Fprintf(&b, "  - %s: %s\n", r.old.heading, output.Code(reason(r.old.explanation(was), is)))
	fmt.Fprintf(&b, "  - %s: %s\n\n</details>\n", r.new.heading, output.Code(reason(r.new.explanation(is), was)))
	return b.String(), nil
}

// A folded section has more parts and actions than the text, and its headline has few actions.
const (
	maxFoldedParts     = 20
	maxFoldedActions   = 40
	maxHeadlineActions = 3
)

// headline tells in one line what a group changes: the first part that is not about
// creators, as those are rarer.
func headline(w words, g diff.Group) string {
	part := g.Parts[0]
	for _, p := range g.Parts {
		if !p.Creators {
			part = p
			break
		}
	}
	who, one := w.people(part.Subjects())
	text := fmt.Sprintf("In org %s, %s %s %s", w.name(part.Org), who, verb(g.Change, one),
		w.access(part, maxHeadlineActions))
	if more := g.Count - part.Count(); more > 0 {
		text += "; " + output.Count(more, "more request has", "more requests have") + " the same cause"
	}
	return text
}

func mark(d diff.Direction) string {
	if d == diff.Gained {
		return "➕"
	}
	return "➖"
}

// listRequests adds a folded list of every request, as far as there is room.
func (r *run) listRequests(ctx context.Context, c *comment) error {
	const end = "```\n\n</details>\n"
	if !c.add("\n<details>\n<summary>Every request</summary>\n\n```diff\n", maxComment-roomForEnds-len(end)) {
		c.leftOut(r.diff.Gained+r.diff.Lost, "request", "requests")
		return nil
	}
	left := r.diff.Gained + r.diff.Lost
	for change, asked := range r.diff.All() {
		if err := ctx.Err(); err != nil {
			return err
		}
		if !c.add(sign(change)+" "+printable.Line(asked.String())+"\n", maxComment-roomForEnds-len(end)) {
			break
		}
		left--
	}
	c.WriteString(end)
	c.leftOut(left, "request", "requests")
	return nil
}
