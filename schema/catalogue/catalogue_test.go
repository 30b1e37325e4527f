package catalogue_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

func ExampleOf() {
	fmt.Println(catalogue.Of("9.3").Actions["folders:write"])
	// Output: [folders:* folders:uid:*]
}

// TestVersions checks that every supported version has a catalogue, with the newest names of
// actions.
func TestVersions(t *testing.T) {
	for _, version := range schema.Versions {
		v := catalogue.Of(version)
		if len(v.Actions) < 30 || len(v.FixedRoles) < 10 || !slices.IsSorted(v.FixedRoles) {
			t.Errorf("%s has %d actions and %d fixed roles", version, len(v.Actions), len(v.FixedRoles))
		}
		for action, scopes := range v.Actions {
			if newest := catalogue.Newest(action); newest != "" {
				t.Errorf("%s has %s, whose newest name is %s", version, action, newest)
			}
			if meaning := catalogue.Meaning(action); !strings.HasSuffix(meaning, ".") || strings.Count(meaning, ". ") > 0 {
				t.Errorf("%s is described as %q, which is not a sentence", action, meaning)
			}
			if len(scopes) == 0 {
				t.Errorf("%s does not say which scopes %s takes", version, action)
			}
		}
	}
	for _, action := range catalogue.Coined() {
		if catalogue.Meaning(action) == "" {
			t.Errorf("%s has no meaning", action)
		}
	}
	if len(catalogue.Of("7.5").Actions) > 0 {
		t.Error("7.5 has a catalogue")
	}
}
