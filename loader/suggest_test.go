package loader

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rolecall/rolecall/loader/internal/expr"
)

// TestM9Suggestions checks that suggestions end if they would take the product of the
// numbers of misspelt and declared names, and not before.
func TestM9Suggestions(t *testing.T) {
	const n = 2000
	var src strings.Builder
	src.WriteString("grafana { version = \"9.3\" }\norg \"main\" { viewers = [")
	for i := range n {
		fmt.Fprintf(&src, "user.x%d, ", i)
	}
	src.WriteString("] }\nvariable \"colour\" { default = 1 }\nlocals { a = var.color }\n")
	for i := range n {
		fmt.Fprintf(&src, "user \"u%d\" {}\n", i)
	}
	_, diags := Load(fstest.MapFS{"main.hcl": {Data: []byte(src.String())}})
	users, suggested, variable := 0, 0, false
	for _, d := range diags {
		close := strings.Contains(d.Detail, "Did you mean")
		variable = variable || close && strings.Contains(d.Detail, `"colour"`)
		if d.Summary == "Reference to undeclared user" {
			users++
			if close {
				suggested++
			}
		}
	}
	if users != n || suggested != expr.MaxCompared/n-1 && suggested != expr.MaxCompared/n {
		t.Errorf("%d of %d have a suggestion, want %d", suggested, users, expr.MaxCompared/n)
	}
	if !variable {
		t.Error("there is no suggestion where few names are declared")
	}
}

// TestM9Compared counts how many names are compared.
func TestM9Compared(t *testing.T) {
	var b expr.Budget
	compared := 0
	known := func(yield func(string) bool) {
		for i := range 4000 {
			if compared++; !yield(fmt.Sprint("u", i)) {
				return
			}
		}
	}
	for i := range 4000 {
		b.DidYouMean(fmt.Sprint("x", i), 4000, known)
	}
	if compared > expr.MaxCompared || compared < expr.MaxCompared-4000 {
		t.Errorf("%d names were compared, want %d", compared, expr.MaxCompared)
	}
	if got, want := b.DidYouMean("colr", 1, slices.Values([]string{"color"})), ` Did you mean "color"?`; got != want && compared < expr.MaxCompared {
		t.Errorf("got %q, want %q", got, want)
	}
}
