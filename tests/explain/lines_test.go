package explain

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/explain"
)

// checkLines deletes each attribute and each block of a configuration, one at a time. An
// allowed request must stay allowed unless a cited line is gone. If the only derivation cites
// the line, the request must be denied, or allowed by a new derivation.
func checkLines(t reporter, config string, requests []engine.Request) {
	before, _ := load(t, config)
	if before == nil {
		t.Fatalf("does not load:\n%s", config)
	}
	type allowed struct {
		request engine.Request
		explain.Explanation
		cited map[int]bool
		ways  map[string]bool
		sole  bool
	}
	var all []allowed
	for _, r := range requests {
		e := explained(t, before, r)
		if !e.Allowed {
			continue
		}
		a := allowed{request: r, Explanation: e, cited: map[int]bool{}, ways: map[string]bool{}, sole: len(e.Ways) == 1}
		for _, way := range e.Ways {
			for _, n := range way.Needs {
				a.sole = a.sole && len(n.Derivations) == 1
				for _, d := range n.Derivations {
					a.ways[key(n, d)] = true
					for _, s := range d.Steps {
						a.cited[s.Line] = true
					}
				}
			}
		}
		all = append(all, a)
	}
	if len(all) == 0 {
		return
	}
	uncited := 0
	tried := units(t, config)
	for _, u := range tried {
		if testing.Short() && !slices.ContainsFunc(all, func(a allowed) bool { return u.in(a.cited) }) {
			// Of the lines that no explanation cites, some of a large world are enough.
			if uncited++; uncited%(1+len(tried)/50) != 0 {
				continue
			}
		}
		after, _ := load(t, u.without(config))
		if after == nil {
			continue // others refer to it, or it is required
		}
		for _, a := range all {
			cites := u.in(a.cited)
			now := explained(t, after, a.request)
			switch {
			case !cites && !now.Allowed && !isGone(after, a.request):
				t.Fatalf("without %s, which is not cited:\n%s\nbefore:\n%s\n%s", u, now, a.Explanation, config)
			case cites && a.sole && now.Allowed && !derivedAnew(now, a.ways):
				t.Fatalf("without %s, which is cited:\n%s\nbefore:\n%s\n%s", u, now, a.Explanation, config)
			}
		}
	}
}

// isGone reports whether a request names an org or a data source that is not declared any more. The
// name in the request is its citation.
func isGone(e *engine.Engine, r engine.Request) bool {
	p := e.View().Problem(r)
	return p.Kind == explain.Undeclared && (p.Type == "org" || p.Type == "data_source")
}

// derivedAnew reports whether an explanation has a new derivation.
func derivedAnew(e explain.Explanation, before map[string]bool) bool {
	for _, way := range e.Ways {
		for _, n := range way.Needs {
			for _, d := range n.Derivations {
				if !before[key(n, d)] {
					return true
				}
			}
		}
	}
	return false
}

func key(n explain.Need, d explain.Derivation) string { return fmt.Sprintf("%s %#v", n.Action, d) }

// A unit is an attribute or a block.
type unit struct {
	what        string
	first, last int // lines from 1
}

func (u unit) String() string { return fmt.Sprintf("%s at line %d", u.what, u.first) }

// in reports whether one of the lines is a line of the unit.
func (u unit) in(lines map[int]bool) bool {
	for n := u.first; n <= u.last; n++ {
		if lines[n] {
			return true
		}
	}
	return false
}

// without leaves the lines of the unit empty, so that the others keep their
// numbers.
func (u unit) without(config string) string {
	lines := strings.Split(config, "\n")
	for n := u.first; n <= u.last; n++ {
		lines[n-1] = ""
	}
	return strings.Join(lines, "\n")
}

// naming are the attributes that say what something is called, and the
// version with its toggles, which say what the rules are: neither gives
// anybody anything.
var naming = []string{"email", "feature_toggles", "login", "name", "org", "uid", "version"}

// units are the attributes and blocks of a configuration that have lines of
// their own.
func units(t reporter, config string) []unit {
	f, diags := hclsyntax.ParseConfig([]byte(config), "main.hcl", hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	var all []unit
	var walk func(body *hclsyntax.Body)
	walk = func(body *hclsyntax.Body) {
		for name, attr := range body.Attributes {
			if !slices.Contains(naming, name) {
				all = append(all, unit{name, attr.SrcRange.Start.Line, attr.SrcRange.End.Line})
			}
		}
		for _, b := range body.Blocks {
			r := b.Range()
			first, last := b.TypeRange.Start.Line, b.CloseBraceRange.End.Line
			if b.Type != "grafana" {
				all = append(all, unit{b.Type, first, last})
			}
			if last > first && r.Start.Line == first {
				walk(b.Body)
			}
		}
	}
	walk(f.Body.(*hclsyntax.Body))
	slices.SortFunc(all, func(a, b unit) int { return a.first - b.first })
	return all
}
