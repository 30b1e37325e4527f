package reference

import (
	"encoding/json"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/rolecall/rolecall/loader"
	"github.com/rolecall/rolecall/tests/records"
)

// recorded returns the folders of recorded worlds. REFERENCE_FACTS adds a pattern.
func recorded(t *testing.T) []string {
	dirs := records.Worlds(t, "../..")
	if more := os.Getenv("REFERENCE_FACTS"); more != "" {
		found, err := filepath.Glob(more)
		if err != nil || len(found) == 0 {
			t.Fatalf("no recorded worlds at %s (%v)", more, err)
		}
		dirs = append(dirs, found...)
	}
	return dirs
}

// A line is a request with the decision of a server.
type line struct {
	Request   Request
	Decision  bool
	Operation string
	Evidence  string
}

// sampled reports whether a line is in the sample of its world, which is always the same: the first allowed
// and the first denied request of each operation, and one in 64 of the others.
func sampled(seen map[string]bool, l line) bool {
	class := fmt.Sprint(l.Operation, l.Decision)
	if !seen[class] {
		seen[class] = true
		return true
	}
	text, err := json.Marshal(l.Request)
	return err != nil || crc32.ChecksumIEEE(text)%64 == 0
}

// TestRecorded compares the reference with decisions of real servers: with a sample of each world if -short is
// set, and with all otherwise.
func TestRecorded(t *testing.T) {
	for _, dir := range recorded(t) {
		t.Run(records.Name(dir), func(t *testing.T) {
			t.Parallel()
			w, diags := loader.Load(os.DirFS(dir))
			if diags.HasErrors() {
				t.Fatal(diags)
			}
			wrong := map[string]int{}
			all := records.Decisions[line](t, dir)
			if seen := map[string]bool{}; testing.Short() {
				all = slices.DeleteFunc(all, func(l line) bool { return !sampled(seen, l) })
			}
			for _, l := range all {
				if got := Decide(w, l.Request); got != l.Decision {
					what := fmt.Sprintf("%s on %s: server %v", l.Request.Action.Name, l.Request.Resource.Type, l.Decision)
					wrong[what]++
					if wrong[what] <= 2 {
						text, _ := json.Marshal(l.Request)
						t.Errorf("%s: server %v, reference %v\n%s\n%s", l.Operation, l.Decision, got, text, l.Evidence)
					}
				}
			}
			var summary []string
			for what, n := range wrong {
				summary = append(summary, fmt.Sprintf("%d × %s", n, what))
			}
			slices.Sort(summary)
			for _, s := range summary {
				t.Log(s)
			}
			t.Logf("%d decisions", len(all))
		})
	}
}
