package loader

import (
	"os"
	"testing"

	"github.com/rolecall/rolecall/tests/records"
)

// TestRecordedWorlds checks that the recorded worlds load without errors. They have
// warnings, as they try many mistakes.
func TestRecordedWorlds(t *testing.T) {
	for _, dir := range records.Worlds(t, "..") {
		if _, diags := Load(os.DirFS(dir)); diags.HasErrors() {
			t.Errorf("%s: %v", dir, diags.Errs())
		}
	}
}
