package regotest

import (
	"errors"
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
)

// TestReadable checks that errors about Rego keep their lines, and that a file name cannot add
// one.
func TestReadable(t *testing.T) {
	_, err := ast.ParseModuleWithOpts("a\nb.rego", "package x\ntest_a if {\n\tx := )\x1b\n}\n", ast.ParserOptions{RegoVersion: ast.RegoV1})
	got := readable(err).Error()
	for _, line := range strings.Split(got, "\n") {
		if strings.HasPrefix(line, "b.rego") || strings.ContainsAny(line, "\t\x1b") {
			t.Errorf("the line %q is in\n%s", line, got)
		}
	}
	if !strings.HasPrefix(got, `1 error occurred: "a\nb.rego":3: rego_parse_error: `) || !strings.Contains(got, "\n    x := )\\u001b\n") {
		t.Errorf("got\n%s", got)
	}
	if other := errors.New("a\tb"); readable(other) != other {
		t.Error("another error is changed")
	}
}
