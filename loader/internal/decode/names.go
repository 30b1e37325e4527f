package decode

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/rolecall/rolecall/internal/limits"
	"github.com/rolecall/rolecall/loader/internal/diag"
	"github.com/rolecall/rolecall/loader/internal/expr"
	"github.com/rolecall/rolecall/schema"
)

// An Evaluator gives expressions their values. It evaluates names when they are
// first used, so that locals, variables and blocks may stand in any order.
//
// It reports an error once, where it is written. From then on the value is unknown,
// and nothing is reported about an unknown value.
type Evaluator struct {
	*expr.Evaluator
	broken bool
	fsys   fs.FS
	// unread is a sentence about a file of values, found when first needed.
	unread *string

	variables map[string]*node
	locals    map[string]*node
	Decls     map[schema.Type]map[string]*Decl
	// Poisoned are labels of blocks that could not be read: references to them
	// are not reported.
	Poisoned map[string]bool

	// Plain declares the blocks that need no evaluation.
	Plain func()
	// withLists reports whether references have the lists of their blocks.
	withLists bool
	// nodes are the pending blocks, in the order of files and lines.
	nodes []*node
	// checks run once everything is declared.
	checks []func()
	// path has the nodes being evaluated, outermost first.
	path []*node
}

// NewEvaluator returns an Evaluator for the expressions of files. Their functions
// read files in fsys. Nothing is declared yet.
func NewEvaluator(ctx context.Context, fsys fs.FS, files []*File) *Evaluator {
	e := &Evaluator{fsys: fsys, variables: map[string]*node{}, locals: map[string]*node{}, Poisoned: map[string]bool{}}
	e.Evaluator = expr.NewEvaluator(ctx, fsys, e)
	for _, f := range files {
		e.broken = e.broken || f.Broken
		for _, name := range f.poisoned {
			e.Poisoned[name] = true
		}
	}
	return e
}

// Values returns the values of variables and local values that are evaluated, by "var.NAME" and
// "local.NAME".
func (e *Evaluator) Values() map[string]cty.Value {
	values := map[string]cty.Value{}
	for _, table := range []map[string]*node{e.variables, e.locals} {
		for _, n := range table {
			if n.state == evaluated {
				values[n.name] = n.Value
			}
		}
	}
	return values
}

// A node has a name and is evaluated at most once.
type node struct {
	name     string // as in "local.names"
	At       hcl.Range
	evaluate func() cty.Value
	state    nodeState
	Value    cty.Value
}

type nodeState int

const (
	waiting nodeState = iota
	evaluating
	evaluated
)

// force evaluates a node that is not evaluated yet.
func (e *Evaluator) force(n *node) cty.Value {
	switch n.state {
	case evaluated:
		return n.Value
	case evaluating:
		from := slices.Index(e.path, n)
		var names []string
		for _, step := range e.path[from:] {
			names = append(names, step.name)
		}
		names = append(names, n.name)
		e.Error("Circular definition", fmt.Sprintf("This needs its own value: %s.", strings.Join(names, " -> ")), n.At)
		n.state, n.Value = evaluated, cty.DynamicVal
		return n.Value
	}
	if len(e.path) >= limits.MaxNesting {
		e.Error(diag.BeyondLimits, fmt.Sprintf("Its value needs more than %d others, one after the other.", limits.MaxNesting), n.At)
		n.state, n.Value = evaluated, cty.DynamicVal
		return n.Value
	}
	n.state = evaluating
	e.path = append(e.path, n)
	v := n.evaluate()
	e.path = e.path[:len(e.path)-1]
	if n.state == evaluating { // there is no circle
		n.Value = v
	}
	n.state = evaluated
	return n.Value
}

// Lookup returns the value of the variable, local value or block that a traversal
// names, and its name. It returns false after an error, which is reported.
func (e *Evaluator) Lookup(t hcl.Traversal) (string, cty.Value, bool) {
	root, at := t.RootName(), t.SourceRange()
	table, kind := e.variables, "variable"
	switch {
	case root == "each":
		e.Error("No each here", "Only a block with for_each has each.key and each.value. A dynamic block has the type of its blocks in place of each, as in permission.key.", at)
		return "", cty.DynamicVal, false
	case root == "var":
	case root == "local":
		table, kind = e.locals, "local value"
	case e.Decls[schema.Type(root)] != nil:
		return e.declared(schema.Type(root), t)
	default:
		e.Error("Unknown name", fmt.Sprintf("There is nothing named %q here; a name begins with var, local or the type of a block.%s", root, e.suggestName(t)), at)
		return "", cty.DynamicVal, false
	}
	name, ok := expr.StepName(t)
	if !ok {
		e.Error("Malformed reference", fmt.Sprintf("Name the %s, as in %s.NAME.", kind, root), at)
		return "", cty.DynamicVal, false
	}
	n := table[name]
	if n == nil {
		if !e.broken {
			e.Error("Reference to undeclared "+kind, fmt.Sprintf("No %s %q is declared.%s", kind, name, e.DidYouMean(name, len(table), maps.Keys(table))), firstSteps(t, 2))
		}
		return "", cty.DynamicVal, false
	}
	v := e.force(n)
	return name, v, e.Known(v)
}

// suggestName returns a sentence about a name that begins with an unknown word, with
// a space before it; empty if no known word is close.
func (e *Evaluator) suggestName(t hcl.Traversal) string {
	root := t.RootName()
	if more := diag.Hint(diag.TerraformNames, root); more != "" {
		return more
	}
	if len(t) == 1 {
		return fmt.Sprintf(" A text stands in quotes: %q.", root)
	}
	roots := []string{"each", "local", "var"}
	for typ := range e.Decls {
		roots = append(roots, string(typ))
	}
	slices.Sort(roots)
	return diag.DidYouMean(root, roots)
}

// firstSteps returns the range of the first n steps of a traversal.
func firstSteps(t hcl.Traversal, n int) hcl.Range {
	return t[:min(n, len(t))].SourceRange()
}
