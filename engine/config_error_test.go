package engine_test

import (
	"testing"
	"testing/fstest"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/engine"
)

// TestConfigError checks that the text of an error has the first one's place, if
// it has any.
func TestConfigError(t *testing.T) {
	warning := &hcl.Diagnostic{Severity: hcl.DiagWarning, Summary: "Unused role", Detail: "Nobody has it."}
	nowhere := &hcl.Diagnostic{Summary: "No configuration", Detail: "There is no file.", Severity: hcl.DiagError}
	placed := &hcl.Diagnostic{Summary: "Duplicate team", Detail: "It is declared twice.", Severity: hcl.DiagError,
		Subject: &hcl.Range{Filename: "a.hcl", Start: hcl.Pos{Line: 3, Column: 1}}}
	for want, diags := range map[string]hcl.Diagnostics{
		"No configuration: There is no file.":                         {warning, nowhere},
		"a.hcl:3: Duplicate team: It is declared twice.":              {placed, warning},
		"a.hcl:3: Duplicate team: It is declared twice. (and 2 more)": {warning, placed, nowhere, placed},
		"no errors in the configuration":                              {warning},
	} {
		if got := (&engine.ConfigError{Diagnostics: diags}).Error(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// TestWarnings checks that warnings can be printed with their source lines, and
// keep nothing else of the files.
func TestWarnings(t *testing.T) {
	warned := "team \"sre\" {}\n"
	eng := open(t, fstest.MapFS{
		"main.hcl":  {Data: []byte("grafana { version = \"13.3\" }\norg \"main\" {}\n")},
		"teams.hcl": {Data: []byte(warned)},
	})
	warnings, files := eng.View().Warnings()
	if len(warnings) != 1 || len(files) != 1 {
		t.Fatalf("%v about %d files", warnings, len(files))
	}
	file := files["teams.hcl"]
	if file == nil || string(file.Bytes) != warned || file.Body != nil {
		t.Fatalf("the file is %v", file)
	}
	nav, ok := file.Nav.(interface{ ContextString(int) string })
	if !ok || nav.ContextString(warnings[0].Subject.Start.Byte) != `team "sre"` {
		t.Errorf("the place is not named")
	}
}
