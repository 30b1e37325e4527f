package server_test

import (
	"errors"
	"io/fs"
	"maps"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/server"
)

// A changing is a file system whose files change.
type changing struct{ atomic.Pointer[fstest.MapFS] }

func (c *changing) Open(name string) (fs.File, error) { return c.Load().Open(name) }

// TestReload checks that answers, readiness and metrics follow a reload, and that a configuration
// that does not load changes nothing but what they tell.
func TestReload(t *testing.T) {
	var files changing
	good := smaller(t)
	files.Store(&good)
	reloads := new(server.Reloads)
	eng, err := engine.OpenFS(t.Context(), &files, engine.WithRevision(), engine.WithReloadObserver(reloads.Observe))
	if err != nil {
		t.Fatal(err)
	}
	s, err := server.New(eng, server.WithReloads(reloads))
	if err != nil {
		t.Fatal(err)
	}
	c := over(t, s)
	with := func(old, new string) *fstest.MapFS {
		changed := maps.Clone(good)
		text := string(good["main.hcl"].Data)
		if !strings.Contains(text, old) {
			t.Fatalf("no %s", old)
		}
		changed["main.hcl"] = &fstest.MapFile{Data: []byte(strings.Replace(text, old, new, 1))}
		return &changed
	}
	type readiness struct {
		Ready    bool
		Reason   string
		Revision string
		Failing  []string
		Reloads  map[string]server.Reload
	}
	vic := `{"subject":{"type":"user","id":"vic"},"action":{"name":"folders:write"},"resource":{"type":"folder","id":"payments"}}`
	check := func(name string, allowed bool, revision string, failing bool, metrics ...string) readiness {
		t.Helper()
		if d := into[decided](t, c.post(one, vic).text); *d.Decision != allowed {
			t.Errorf("%s: allowed %v", name, *d.Decision)
		}
		got := c.get("/readyz?verbose")
		r := into[readiness](t, got.text)
		if got.status != 200 || !r.Ready || r.Revision != revision || (len(r.Failing) == 1) != failing || (r.Reloads["configuration"].Error != "") != failing {
			t.Errorf("%s: %d, %s", name, got.status, got.text)
		}
		text := c.get("/metrics").text
		for _, line := range append(metrics, `rolecall_info{revision="`+revision+`"} 1`, `rolecall_subjects{type="user"} 3`, `rolecall_resources{type="folder"} 2`) {
			if !strings.Contains(text, line+"\n") {
				t.Errorf("%s: the metrics have no %s", name, line)
			}
		}
		if plain := c.get("/readyz"); plain.status != 200 || plain.text != "{\"ready\":true}\n" {
			t.Errorf("%s: %d, %s", name, plain.status, plain.text)
		}
		return r
	}
	first := eng.View().Revision()
	check("first", true, first, false)
	files.Store(with("team.sre", "team.nobody"))
	if err := eng.Reload(t.Context()); err == nil {
		t.Fatal("a broken configuration loads")
	}
	r := check("broken", true, first, true, `rolecall_reloads_total{kind="configuration",result="failure"} 1`, `rolecall_reload_failing{kind="configuration"} 1`)
	if !strings.Contains(r.Reloads["configuration"].Error, "main.hcl") {
		t.Errorf("%+v", r)
	}
	files.Store(with(`"Edit"`, `"View"`))
	if err := eng.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	if eng.View().Revision() == first {
		t.Error("the revision is the same")
	}
	check("changed", false, eng.View().Revision(), false, `rolecall_reloads_total{kind="configuration",result="success"} 1`, `rolecall_reload_failing{kind="configuration"} 0`)
	reloads.Add("tls", errors.New("no certificate"))
	if r := into[readiness](t, c.get("/readyz?verbose").text); len(r.Failing) != 1 || r.Failing[0] != "tls" || !r.Ready {
		t.Errorf("%+v", r)
	}

	s.Drain()
	if got := c.get("/readyz"); got.status != 503 || into[readiness](t, got.text).Reason == "" {
		t.Errorf("%d, %s", got.status, got.text)
	}
	if got := c.get("/healthz"); got.status != 200 {
		t.Errorf("%d, %s", got.status, got.text)
	}
	if got := c.post(one, vic); got.status != 200 {
		t.Errorf("%d, %s", got.status, got.text)
	}
	diagnostics := over(t, s.Diagnostics())
	for path, status := range map[string]int{"/healthz": 200, "/readyz": 503, "/readyz?verbose": 503, "/metrics": 200, one: 404} {
		if got := diagnostics.get(path); got.status != status {
			t.Errorf("%s: %d, want %d", path, got.status, status)
		}
	}
}

// TestNotReady checks that an engine without a configuration decides nothing.
func TestNotReady(t *testing.T) {
	c := serving(t, new(engine.Engine))
	for path, status := range map[string]int{"/healthz": 200, "/readyz": 503, "/readyz?verbose": 503, "/metrics": 200} {
		if got := c.get(path); got.status != status {
			t.Errorf("%s: %d, want %d", path, got.status, status)
		}
	}
	for _, path := range []string{one, many, whoCan, onWhat, doWhat, "/v1/data/rolecall/authz/allow", "/v1/data/rolecall/authz/decision"} {
		if got := c.post(path, kimWrites); got.status != 503 || strings.Contains(got.text, "true") {
			t.Errorf("%s: %d, %s", path, got.status, got.text)
		}
	}
	if _, err := server.New(nil); err == nil {
		t.Error("a server without an engine")
	}
	if _, err := server.New(engineOfAcme(t), server.WithReloads(nil)); err == nil {
		t.Error("nil reloads are taken")
	}
}

// TestMetrics checks the counters of decisions and requests, and that a program can have its own
// registry.
func TestMetrics(t *testing.T) {
	registry := prometheus.NewRegistry()
	c := serving(t, engineOfAcme(t), server.WithRegistry(registry))
	c.post(one, kimWrites)
	c.post(one, kimWrites)
	c.post(one, lenaAsks)
	c.post(one, `{}`)
	c.post(many, `{"evaluations":[`+kimWrites+`,{},`+lenaAsks+`]}`)
	c.post(whoCan, whoReads)
	c.post("/v1/data/rolecall/authz/allow", `{"input":`+kimWrites+`}`)
	text := c.get("/metrics").text
	for _, line := range []string{
		`rolecall_decisions_total{endpoint="evaluation",outcome="allowed"} 2`,
		`rolecall_decisions_total{endpoint="evaluation",outcome="denied"} 1`,
		`rolecall_decisions_total{endpoint="evaluations",outcome="allowed"} 1`,
		`rolecall_decisions_total{endpoint="evaluations",outcome="denied"} 1`,
		`rolecall_decisions_total{endpoint="evaluations",outcome="error"} 1`,
		`rolecall_decisions_total{endpoint="data_allow",outcome="allowed"} 1`,
		`rolecall_requests_total{endpoint="evaluation",status="200"} 3`,
		`rolecall_requests_total{endpoint="evaluation",status="400"} 1`,
		`rolecall_requests_total{endpoint="search_subject",status="200"} 1`,
		`rolecall_request_duration_seconds_count{endpoint="evaluation"} 4`,
		`rolecall_requests_in_flight 0`,
	} {
		if !strings.Contains(text, line+"\n") {
			t.Errorf("the metrics have no %s", line)
		}
	}
	if strings.Contains(text, "go_goroutines") {
		t.Error("the registry of the program has the metrics of Go")
	}
	if own := serving(t, engineOfAcme(t)).get("/metrics").text; !strings.Contains(own, "go_goroutines") {
		t.Error("the registry of the server has no metrics of Go")
	}
	if _, err := server.New(engineOfAcme(t), server.WithRegistry(registry)); err == nil {
		t.Error("two servers share a registry")
	}
}
