package resolve

import (
	"testing"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// TestIdentifier checks that the quick answer is that of HCL.
func TestIdentifier(t *testing.T) {
	for _, s := range []string{"", "a", "_", "_a", "-", "a-", "9", "a9", "A_b-9", "é", "aé", "a b", "a.b", "a\n", "日本"} {
		if got, want := isIdentifier(s), hclsyntax.ValidIdentifier(s); got != want {
			t.Errorf("%q: got %v, HCL says %v", s, got, want)
		}
	}
}
