package policies_test

import (
	"os"
	"regexp"
	"testing"
)

// path is what stands in code marks and has a slash in it.
var path = regexp.MustCompile("`([a-z_]+(?:/[A-Za-z0-9_.]+)+)/?`")

// TestArchitecture shows that docs/architecture.md names files and folders that
// there are.
func TestArchitecture(t *testing.T) {
	page, err := os.ReadFile("../docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	named := path.FindAllStringSubmatch(string(page), -1)
	if len(named) < 20 {
		t.Errorf("the page names %d files", len(named))
	}
	for _, m := range named {
		if _, err := os.Stat("../" + m[1]); err != nil {
			t.Error(err)
		}
	}
}
