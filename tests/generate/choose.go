package generate

import (
	"fmt"
	"strings"

	"pgregory.net/rapid"

	"github.com/rolecall/rolecall/schema"
)

// upTo draws a number from 0 to n.
func (g *generator) upTo(n int, label string) int {
	if g.random != nil {
		return g.random.IntN(n + 1)
	}
	return rapid.IntRange(0, n).Draw(g.t, label)
}

func (g *generator) yes(label string) bool { return g.upTo(1, label) == 1 }

// seldom is true once in four times.
func (g *generator) seldom(label string) bool { return g.upTo(3, label) == 3 }

func one[T any](g *generator, label string, from ...T) T {
	return from[g.upTo(len(from)-1, label)]
}

// some draws a part of a list.
func some(g *generator, label string, from []string) []string {
	var part []string
	for _, x := range from {
		if g.yes(label) {
			part = append(part, x)
		}
	}
	return part
}

func (g *generator) line(format string, args ...any) { fmt.Fprintf(&g.out, format+"\n", args...) }

// since reports whether the server has a release or a later one, and before whether it
// has an earlier one.
func (g *generator) since(release schema.Version) bool {
	return schema.Version(g.server.Version).AtLeast(release)
}
func (g *generator) before(release schema.Version) bool { return !g.since(release) }

func refs(typ string, labels []string) string {
	var list []string
	for _, l := range labels {
		list = append(list, typ+"."+l)
	}
	return "[" + strings.Join(list, ", ") + "]"
}

func quoted(texts []string) string {
	var list []string
	for _, x := range texts {
		list = append(list, fmt.Sprintf("%q", x))
	}
	return "[" + strings.Join(list, ", ") + "]"
}

// rare is true once in twelve times.
func rare(g *generator, label string) bool { return g.upTo(11, label) == 11 }
