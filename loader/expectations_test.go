package loader

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/rolecall/rolecall/schema"
)

// TestTests loads the tests of testdata/tests.txtar: in each syntax they mean the same
// as the file want.
func TestTests(t *testing.T) {
	src, err := os.ReadFile("testdata/tests.txtar")
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, f := range txtar.Parse(src).Files {
		files[f.Name] = f.Data
	}
	for _, name := range []string{"native_test.hcl", "computed_test.hcl", "json_test.hcl.json"} {
		t.Run(name, func(t *testing.T) {
			if files[name] == nil {
				t.Fatal("no such file")
			}
			w, diags := Load(fstest.MapFS{"main.hcl": {Data: files["main.hcl"]}}, WithTestFile(name, files[name]))
			if diags.HasErrors() {
				t.Fatal(diags)
			}
			var got strings.Builder
			for _, test := range w.Tests {
				got.WriteString(describeTest(test))
			}
			if diff := gocmp.Diff(string(files["want"]), got.String()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// describeTest returns a test as text, a line for each part.
func describeTest(test *schema.Test) string {
	var b strings.Builder
	fmt.Fprintf(&b, "test %s\n", test.Name)
	if test.Skip != "" {
		fmt.Fprintf(&b, "  skip %s\n", test.Skip)
	}
	if !test.Time.IsZero() || test.Groups != nil {
		fmt.Fprintf(&b, "  at %s with %q\n", test.Time.Format(time.RFC3339), test.Groups)
	}
	for _, s := range test.As {
		fmt.Fprintf(&b, "  as %s\n", s)
	}
	for _, e := range test.Expectations {
		word := map[bool]string{true: "allow", false: "deny"}[e.Allow]
		actions := ""
		for _, a := range e.Actions {
			actions += " " + a.Value
		}
		fmt.Fprintf(&b, "  %s%s\n", word, actions)
		for _, r := range e.On {
			org := r.Org.Addr
			r.Org, r.Range = nil, e.Range
			fmt.Fprintf(&b, "    %s %s folder=%s dashboard=%s by=%s in %s\n", r.Type, r.ID, r.Folder, r.Dashboard, r.CreatedBy, org)
		}
	}
	return b.String()
}
