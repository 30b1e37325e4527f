package engine_test

import (
	"testing"
	"testing/fstest"
)

// TestWarnings says that warnings can be printed with their source lines, and
// keep nothing else of the files.
func TestWarnings(t *testing.T) {
	warned := "team \"sre\" {}\n"
	eng := open(t, fstest.MapFS{
		"main.hcl":  {Data: []byte("grafana { version = \"9.3\" }\norg \"main\" {}\n")},
		"teams.hcl": {Data: []byte(warned)},
	})
	w := eng.Warnings()
	if len(w.Diagnostics) != 1 || len(w.Files) != 1 {
		t.Fatalf("%v about %d files", w.Diagnostics, len(w.Files))
	}
	file := w.Files["teams.hcl"]
	if file == nil || string(file.Bytes) != warned || file.Body != nil {
		t.Fatalf("the file is %v", file)
	}
	nav, ok := file.Nav.(interface{ ContextString(int) string })
	if !ok || nav.ContextString(w.Diagnostics[0].Subject.Start.Byte) != `team "sre"` {
		t.Errorf("the place is not named")
	}
}
