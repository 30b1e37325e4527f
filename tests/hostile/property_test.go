package hostile

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// TestJSONProperty changes requests in JSON at random: it leaves out, adds and moves members, and
// changes their types. The engine must decide as plain OPA does, or refuse the request if OPA denies
// it.
func TestJSONProperty(t *testing.T) {
	e := open(t, configuration(t, asked))
	opa := plainOPA(t, e)
	verdicts := map[verdict]int{}
	for seed := range uint64(count(500, 60_000)) {
		r := rand.New(rand.NewPCG(seed, 12))
		var request any
		if err := json.Unmarshal([]byte(oneOf(r, wellFormed)), &request); err != nil {
			t.Fatal(err)
		}
		for range r.IntN(4) {
			request = changed(r, request)
		}
		text, err := json.Marshal(request)
		if err != nil {
			t.Fatal(err)
		}
		got := verdictOf(t, e, string(text))
		verdicts[got]++
		if plain := opa(string(text)); plain != (got == allowed) {
			t.Errorf("seed %d: %s, but plain OPA says %v: %s", seed, got, plain, text)
		}
	}
	for _, v := range []verdict{allowed, denied, malformed} {
		if verdicts[v] == 0 {
			t.Errorf("no request is %s: %v", v, verdicts)
		}
	}
	t.Log(verdicts)
}

// wellFormed lists the requests before the changes. All but the last are allowed.
var wellFormed = []string{
	`{"subject":{"type":"user","id":"ada","properties":{"groups":["cn=sre,dc=example"],"token":""}},"action":{"name":"folders:write"},"resource":{"type":"folder","id":"ops","properties":{"folder":"ops","dashboard":"latency","created_by":"ada"}},"context":{"org":"main","time":"2026-06-01T00:00:00Z"}}`,
	`{"subject":{"type":"service_account","id":"ci","properties":{"token":"ever","groups":[]}},"action":{"name":"dashboards:create"},"resource":{"type":"folder","id":"ops"},"context":{"org":"main"}}`,
	`{"subject":{"type":"api_key","id":"robot"},"action":{"name":"folders:read"},"resource":{"type":"folder","id":"ops"}}`,
	`{"subject":{"type":"user","id":"vic"},"action":{"name":"dashboards:write"},"resource":{"type":"dashboard","id":"latency"},"context":{"org":"main"}}`,
	`{"subject":{"type":"user","id":"eve","properties":{"groups":["CN=SRE,DC=EXAMPLE"]}},"action":{"name":"annotations:create"},"resource":{"type":"annotation","properties":{"dashboard":"latency"}},"context":{"org":"main"}}`,
	`{"subject":{"type":"user","id":"ada@example.com"},"action":{"name":"teams:write"},"resource":{"type":"team","id":"sre"},"context":{"org":"main"}}`,
	`{"subject":{"type":"user","id":"vic"},"action":{"name":"folders:write"},"resource":{"type":"folder","id":"closed"},"context":{"org":"main"}}`,
}

// changed returns JSON with one change somewhere.
func changed(r *rand.Rand, v any) any {
	if r.IntN(3) > 0 { // further in
		switch v := v.(type) {
		case map[string]any:
			if len(v) > 0 {
				name := oneOf(r, slices.Sorted(maps.Keys(v)))
				v[name] = changed(r, v[name])
				return v
			}
		case []any:
			if len(v) > 0 {
				i := r.IntN(len(v))
				v[i] = changed(r, v[i])
				return v
			}
		}
	}
	switch v := v.(type) {
	case map[string]any:
		names := slices.Sorted(maps.Keys(v))
		switch name := oneOf(r, append(names, "id")); r.IntN(4) {
		case 0:
			delete(v, name)
		case 1:
			v[oneOf(r, memberNames)] = oddValue(r)
		case 2:
			first := min(len(name), 1)
			other := strings.ToUpper(name[:first]) + name[first:]
			if value := v[name]; other != name {
				delete(v, name)
				v[other] = value
			}
		default:
			return oddValue(r)
		}
		return v
	case []any:
		return append(v, oddValue(r))
	case string:
		if r.IntN(2) == 0 {
			return oddText(r, v)
		}
	}
	return oddValue(r)
}

var memberNames = []string{"subject", "action", "resource", "context", "type", "id", "name", "properties", "groups", "token", "folder", "dashboard", "created_by", "org", "time", "ID", "ſubject", "", "\x00", "evaluations", "options"}

// words are parts of requests, and extreme times.
var words = []string{
	"", "user", "service_account", "api_key", "anonymous", "team", "folder", "dashboard", "data_source", "org", "annotation", "role", "general", "server",
	"ada", "eve", "vic", "off", "ada@example.com", "ci", "robot", "old", "past", "ever", "sre", "closed", "ops", "latency", "metrics", "main", "*", "%",
	"cn=sre,dc=example", "cn=*,dc=example", "folders:read", "folders:write", "dashboards:write", "teams:write", "users:read", "orgs:read",
	"2026-06-01T00:00:00Z", "2026-06-01T00:00:00+01:00", "0001-01-01T00:00:00Z", "1969-12-31T23:59:59Z", "9999-12-31T23:59:59Z", "2025-01-01", "now",
}

// oddValue returns a value of any kind.
func oddValue(r *rand.Rand) any {
	switch r.IntN(10) {
	case 0:
		return nil
	case 1:
		return r.IntN(2) == 0
	case 2:
		return json.Number(oneOf(r, []string{"0", "-1", "1e400", "1.5", "18446744073709551616"}))
	case 3:
		return []any{}
	case 4:
		return []any{oneOf(r, words), oddValue(r)}
	case 5:
		return map[string]any{}
	case 6:
		return map[string]any{oneOf(r, memberNames): oddValue(r), "type": "user", "id": oneOf(r, words)}
	default:
		return oneOf(r, words)
	}
}

// oddText returns a text that differs in one byte from another, or has only zero bytes, like the free
// places of an index.
func oddText(r *rand.Rand, text string) string {
	b := []byte(text)
	switch n := len(b); r.IntN(6) {
	case 0:
		return strings.Repeat("\x00", r.IntN(70))
	case 1:
		return strings.Repeat("\x00", oneOf(r, []int{254, 255, 256, 65534, 65535, 65536}))
	case 2:
		if n > 0 {
			b[r.IntN(n)] ^= 1 << r.IntN(7)
		}
	case 3:
		if n > 0 {
			b = append(b, b[r.IntN(n)])
		}
	case 4:
		if n > 0 {
			b = slices.Delete(b, n-1, n)
		}
	default:
		return oneOf(r, words)
	}
	return string(b)
}

// TestPlainProperty checks that the index of plain questions decides as the rest of the engine does,
// whatever bytes are in a field: names of exactly the greatest length it can hold, names that differ
// in one byte, and names of NULs like the bytes of empty places.
func TestPlainProperty(t *testing.T) {
	var long strings.Builder
	var names []string
	for _, n := range []int{31, 32, 33, 253, 254, 255, 256} {
		name := strings.Repeat("k", n)
		names = append(names, name)
		fmt.Fprintf(&long, "api_key %q { role = \"Viewer\" }\n", name)
	}
	e := open(t, configuration(t, asked+long.String()))
	actions := append(catalogue.Actions(), catalogue.Coined()...)
	things := []engine.Resource{{Type: "folder", ID: "ops"}, {Type: "dashboard", ID: "latency"}, {Type: "team", ID: "sre"}, {Type: "data_source", ID: "metrics"}, {Type: "service_account", ID: "ci"}, {Type: "api_key", ID: "robot"}}
	for _, name := range names {
		things = append(things, engine.Resource{Type: "api_key", ID: name})
	}
	verdicts := map[verdict]int{}
	for seed := range uint64(count(4_000, 600_000)) {
		r := rand.New(rand.NewPCG(seed, 7))
		q := engine.Request{
			Subject:  engine.Subject{Type: "user", ID: oneOf(r, []string{"ada", "eve", "vic", "off"})},
			Action:   oneOf(r, actions),
			Resource: oneOf(r, things),
			Org:      "main",
		}
		if r.IntN(2) == 0 {
			q.Action = oneOf(r, e.View().Actions(q.Resource.Type))
		}
		fields := []*string{&q.Subject.Type, &q.Subject.ID, &q.Action, &q.Resource.Type, &q.Resource.ID, &q.Org}
		if n := r.IntN(2 * len(fields)); n < len(fields) {
			*fields[n] = oddText(r, *fields[n])
		}
		verdicts[decided(t, e, q)]++
	}
	if verdicts[allowed] == 0 || verdicts[denied] == 0 {
		t.Errorf("not all verdicts occur: %v", verdicts)
	}
	t.Log(verdicts)
}

func oneOf[T any](r *rand.Rand, all []T) T { return all[r.IntN(len(all))] }
