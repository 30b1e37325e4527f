package representatives

import (
	"fmt"
	"testing"

	"github.com/rolecall/rolecall/internal/document"
)

// TestH6Sample checks that the sample of nested folders grows in proportion to their
// depth: a bundle may nest them deeper than the loader allows.
func TestH6Sample(t *testing.T) {
	sized := func(depth int) int {
		org := document.NewOrg()
		var above []string
		for i := range depth {
			uid := fmt.Sprint("f", i)
			org.Folders[uid] = document.Item{Above: above, DefaultPermissions: i%2 == 0}
			org.Dashboards[uid] = document.Item{Folder: uid}
			above = append([]string{uid}, above...)
		}
		s := New(&document.World{Orgs: map[string]*document.Org{"main": org}})
		return len(s.org().Folders) + len(s.org().Dashboards)
	}
	few, many := sized(50), sized(200)
	if few < 100 || many > 4*few {
		t.Errorf("%d representatives for 50 nested folders, %d for 200", few, many)
	}
}
