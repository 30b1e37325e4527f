package roundtrip

import (
	"os"
	"testing"

	"pgregory.net/rapid"

	"github.com/rolecall/rolecall/engine/suite/mutate"
	"github.com/rolecall/rolecall/internal/exporter/provisioning"
	"github.com/rolecall/rolecall/internal/exporter/terraform"
	"github.com/rolecall/rolecall/loader"
	"github.com/rolecall/rolecall/schema"
)

// TestExamples exports the examples, and imports the exports: as they are, and with some edits.
func TestExamples(t *testing.T) {
	for _, name := range []string{"acme", "grafana-8.0"} {
		w, diags := loader.Load(os.DirFS("../../examples/" + name))
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		t.Run(name, func(t *testing.T) {
			throughBoth(t, w)
		})
		t.Run(name+" edited", func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				w := w.Clone()
				for range rapid.IntRange(1, 5).Draw(t, "edits") {
					all := mutate.All(w, rapid.Uint64().Draw(t, "seed"))
					edit := all[rapid.IntRange(0, len(all)-1).Draw(t, "edit")]
					edit.Apply(w)
				}
				throughBoth(t, w)
			})
		})
	}
}

func throughBoth(t rapid.TB, w *schema.World) {
	t.Helper()
	throughTerraform(t, w, terraform.Options{AdminUser: "admin", EmailDomain: "example.com", SignIn: "generic_oauth"})
	throughProvisioning(t, w, provisioning.Options{OrgIDs: numbers(w)})
}
