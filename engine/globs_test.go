package engine

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/open-policy-agent/opa/v1/bundle"

	"github.com/rolecall/rolecall/engine/internal/policy"
	"github.com/rolecall/rolecall/internal/document"
	"github.com/rolecall/rolecall/internal/fromdata"
	"github.com/rolecall/rolecall/loader"
)

// TestM10 checks that scopes which would take hours to match are refused in data
// and in bundles of a version that takes scopes for patterns, before a policy
// sees them; in other versions they are plain text.
func TestM10(t *testing.T) {
	const slow = "users:{*a,*aa}{*a,*aa}{*a,*aa}{*a,*aa}{*a,*aa}{*a,*aa}{*a,*aa}{*a,*aa}{*a,*aa}{*a,*aa}b"
	for _, test := range []struct {
		grafana string
		refused bool
	}{
		{"version = \"8.0\"\n  feature_toggles = [\"accesscontrol\"]", true},
		{"version = \"8.5\"\n  feature_toggles = [\"accesscontrol\"]", false},
		{"version = \"9.3\"", false},
	} {
		for name, where := range map[string]string{
			"role":  "role \"r\" {\n  permission \"org.users:write\" { scopes = [\"users:*\"] }\n}\nrole_assignment \"a\" {\n  role = role.r\n  basic_roles = [\"Viewer\"]\n}\n",
			"basic": "basic_role \"Viewer\" {\n  add {\n    permission \"org.users:write\" { scopes = [\"users:*\"] }\n  }\n}\n",
		} {
			if name == "basic" && !strings.Contains(test.grafana, "9.3") {
				continue // 8.x has no changes to basic roles
			}
			w, diags := loader.Load(fstest.MapFS{"main.hcl": {Data: []byte("grafana {\n  " + test.grafana + "\n}\norg \"main\" { viewers = [user.vic] }\nuser \"vic\" {}\n" + where)}})
			if diags.HasErrors() {
				t.Fatal(diags)
			}
			of, err := FromWorld(context.Background(), w)
			if err != nil {
				t.Fatal(err)
			}
			b := of.View().Bundle()
			d := with[document.World](t, document.Of(w), `"users:*"`, `"`+slow+`"`)
			_, err = fromdata.Open(t.Context(), d)
			if refused := err != nil && strings.Contains(err.Error(), "alternatives"); refused != test.refused || err != nil && !refused {
				t.Errorf("%s, %s: data: %v, want refused: %t", test.grafana, name, err, test.refused)
			}
			_, err = FromBundle(t.Context(), resealed(t, b, `"users:*"`, `"`+slow+`"`))
			if refused := errors.Is(err, ErrBadBundle); refused != test.refused || err != nil && !refused {
				t.Errorf("%s, %s: bundle: %v, want refused: %t", test.grafana, name, err, test.refused)
			}
		}
	}
}

// with returns a document with a text in its JSON replaced.
func with[T any](t *testing.T, doc any, old, text string) *T {
	t.Helper()
	raw, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	changed := new(T)
	if err := json.Unmarshal([]byte(strings.ReplaceAll(string(raw), old, text)), changed); err != nil {
		t.Fatal(err)
	}
	return changed
}

// resealed returns a bundle with a text in its configuration replaced, and with
// the revision that goes with that.
func resealed(t *testing.T, b *bundle.Bundle, old, text string) *bundle.Bundle {
	t.Helper()
	p, err := policy.FromBundle(b)
	if err != nil {
		t.Fatal(err)
	}
	p.Documents[policy.World] = bytes.ReplaceAll(p.Documents[policy.World], []byte(old), []byte(text))
	p.Manifest.Revision = p.Revision()
	changed, err := p.Bundle()
	if err != nil {
		t.Fatal(err)
	}
	return changed
}
