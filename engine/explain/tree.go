package explain

import (
	"fmt"
	"strings"

	"github.com/rolecall/rolecall/internal/printable"
)

// String returns the explanation as indented lines, each ending with a line break, for
// people.
func (e Explanation) String() string {
	var t tree
	verdict := "denied"
	if e.Allowed {
		verdict = "allowed"
	}
	asks := ""
	if e.Asks != "" {
		asks = ": " + e.Asks
	}
	t.line(0, "%s: %s%s", verdict, e.Request, asks)
	if e.Problem.Kind != "" {
		t.line(1, "%s", e.Problem)
	}
	if e.Outside != "" && !e.Allowed {
		session := ""
		if len(e.Request.Subject.Groups) > 0 {
			session = " in this session"
		}
		t.line(1, "%s is not in org %s%s", e.Request.Subject, e.Outside, session)
	}
	for i, way := range e.Ways {
		depth := 1
		if len(e.Ways) > 1 {
			t.line(1, "way %d of %d", i+1, len(e.Ways))
			depth = 2
		}
		for _, n := range way.Needs {
			t.need(depth, n)
		}
	}
	t.repairs(e.Repairs)
	return t.String()
}

// tree writes indented lines.
type tree struct{ strings.Builder }

func (t *tree) line(depth int, format string, args ...any) {
	t.WriteString(strings.Repeat("  ", depth))
	t.WriteString(printable.Line(fmt.Sprintf(format, args...)))
	t.WriteByte('\n')
}

func (t *tree) need(depth int, n Need) {
	if len(n.Derivations) == 0 {
		at := "at"
		if len(n.Places) > 1 {
			at = "at one of"
		}
		t.line(depth, "missing: %s %s %s", n.Action, at, strings.Join(n.Places, ", "))
		return
	}
	for _, d := range n.Derivations {
		t.line(depth, "%s by %s at %s", n.Action, d.Holder, d.Place)
		for _, s := range d.Steps {
			t.line(depth+1, "%s", s)
		}
	}
}

func (t *tree) repairs(repairs []Repair) {
	if len(repairs) == 0 {
		return
	}
	t.line(1, "to allow this, do one of:")
	for number, c := range repairs {
		others := "allows nobody else"
		if len(c.Gainers) > 0 {
			others = "also allows " + abridged(c.Gainers)
		}
		if len(c.Losers) > 0 {
			others += "; takes access from " + abridged(c.Losers)
		}
		if c.NeedsLicence {
			others += "; needs Grafana Enterprise or Cloud"
		}
		for i, e := range c.Edits {
			text := fmt.Sprintf("%d. %s", number+1, e)
			if i > 0 {
				text = "and " + e.String()
			}
			if i == len(c.Edits)-1 {
				text += "; " + others
			}
			t.line(2, "%s", text)
			if len(e.Granters) > 0 {
				t.line(3, "in Grafana this can be done by %s", abridged(e.Granters))
			}
		}
	}
}

// shownNames is the number of names in a line of text.
const shownNames = 5

// abridged returns the first names, and the number of the others.
func abridged(names []string) string {
	if len(names) <= shownNames {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:shownNames], ", "), len(names)-shownNames)
}
