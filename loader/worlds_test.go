package loader

import (
	"os"
	"path/filepath"
	"testing"
)

// TestRecordedWorlds checks that what was written down of real servers loads
// without errors. Warnings are fine: the worlds try what nobody should do.
func TestRecordedWorlds(t *testing.T) {
	dirs, err := filepath.Glob("../tests/conformance/testdata/*/*")
	if err != nil || len(dirs) == 0 {
		t.Fatalf("no recorded worlds (%v)", err)
	}
	for _, dir := range dirs {
		if _, diags := Load(os.DirFS(dir)); diags.HasErrors() {
			t.Errorf("%s: %v", dir, diags.Errs())
		}
	}
}
