package fleet_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/rolecall/rolecall/engine/decisionlog"
	"github.com/rolecall/rolecall/engine/fleet"
)

// statusOf returns the status of an OPA that runs a revision, with more members of its bundle.
func statusOf(id, revision, more string) string {
	return `{"labels":{"id":"` + id + `","version":"1.22.3"},"bundles":{"authz":{"name":"authz","active_revision":"` + revision + `",` +
		`"last_successful_activation":"2026-11-01T10:00:00Z","metrics":{"timer_rego_load_bundles_ns":1}` + more + `}},` +
		`"plugins":{"bundle":{"state":"OK"},"status":{"state":"OK"}}}`
}

// TestUploads checks that uploads are bounded, and that one that is refused changes nothing.
func TestUploads(t *testing.T) {
	s := serve(t, nil, fleet.WithLimits(fleet.Limits{Upload: 20_000, Unpacked: 100_000}))
	good := statusOf("a", "1", "")
	zeros := packed(t, strings.Repeat("0", 10_000_000))
	if len(zeros) > 20_000 {
		t.Fatal(len(zeros))
	}
	labels := map[string]string{"id": "x"}
	bundles := map[string]struct{}{}
	for i := range 300 {
		labels[fmt.Sprint(i)], bundles[fmt.Sprint(i)] = "", struct{}{}
	}
	text := func(v any) string {
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	for name, tc := range map[string]struct {
		body, encoding string
		status         int
		says           string
	}{
		"a bomb":           {zeros, "gzip", 413, "more than 100000 bytes once it is unpacked"},
		"too large":        {strings.Repeat(" ", 20_001) + good, "", 413, "more than 20000 bytes"},
		"not gzip":         {good, "gzip", 400, "not gzip"},
		"half of it":       {packed(t, good)[:50], "gzip", 400, "damaged"},
		"another coding":   {good, "br", 415, "gzip"},
		"empty":            {"", "", 400, "the status"},
		"half of the text": {good[:50], "", 400, "the status"},
		"a list":           {"[]", "", 400, "the status"},
		"null":             {"null", "", 400, "labels.id is missing"},
		"no id":            {`{"labels":{}}`, "", 400, "labels.id is missing"},
		"an id of numbers": {`{"labels":{"id":5}}`, "", 400, "labels"},
		"many labels":      {text(map[string]any{"labels": labels}), "", 400, "more than 64 labels"},
		"a long id":        {statusOf(strings.Repeat("x", 600), "1", ""), "", 400, "more than 512 bytes"},
		"a long revision":  {statusOf("x", strings.Repeat("x", 600), ""), "", 400, "more than 512 bytes"},
		"many bundles":     {text(map[string]any{"labels": map[string]string{"id": "x"}, "bundles": bundles}), "", 400, "more than 256 bundles"},
		"deep":             {strings.Repeat("[", 19_000), "", 400, "the status"},
	} {
		got := s.post("/status", tc.body, "Content-Encoding", tc.encoding)
		if got.status != tc.status || !strings.Contains(got.body, tc.says) || !json.Valid([]byte(got.body)) {
			t.Errorf("%s: %d: %s", name, got.status, got.body)
		}
	}
	if got := s.do(http.MethodPost, "/status", good, "Content-Type", "text/plain"); got.status != 400 {
		t.Errorf("another type: %d", got.status)
	}
	if got := s.do(http.MethodGet, "/status", ""); got.status != 405 {
		t.Errorf("GET: %d", got.status)
	}
	if n := len(s.report().Instances); n != 0 {
		t.Errorf("%d OPAs are known", n)
	}
	for _, path := range []string{"/status", "/status/", "/status/eu"} {
		if got := s.post(path, packed(t, good), "Content-Encoding", "gzip"); got.status != 204 {
			t.Errorf("%s: %d: %s", path, got.status, got.body)
		}
	}
	if n := len(s.report().Instances); n != 1 {
		t.Errorf("%d OPAs are known", n)
	}
	if got := s.post("/logs", "[]"); got.status != 404 || !strings.Contains(got.body, "no decision log") {
		t.Errorf("without a log: %d: %s", got.status, got.body)
	}
}

// TestReport checks which OPA is said to run which revision, since when, and its errors.
func TestReport(t *testing.T) {
	s := serve(t, nil, fleet.WithLimits(fleet.Limits{Instances: 3}))
	tell := func(id, revision, more string) {
		t.Helper()
		if got := s.post("/status", statusOf(id, revision, more)); got.status != 204 {
			t.Fatalf("%d: %s", got.status, got.body)
		}
	}
	before := s.eng.View().Revision()
	tell("a", before, "")
	tell("b", before, "")
	r := s.report()
	if r.Current != 2 || r.Failing != 0 || len(r.Bundles) != 1 || r.Bundles[0].Revision != before || r.Bundles[0].File != "bundle.tar.gz" || r.Bundles[0].Bytes == 0 {
		t.Errorf("%+v", r)
	}
	a := r.Instances[0]
	activated := time.Date(2026, 11, 1, 10, 0, 0, 0, time.UTC)
	if b := a.Bundles[0]; a.ID != "a" || !a.Current || a.Labels["version"] != "1.22.3" || b.Name != "authz" || b.Revision != before ||
		!b.Current || time.Since(b.Since) > time.Minute || !b.Activated.Equal(activated) {
		t.Errorf("%+v", a)
	}
	s.reload("vic")
	after := s.eng.View().Revision()
	if r := s.report(); r.Current != 0 || r.Instances[0].Bundles[0].Current {
		t.Errorf("after a change: %+v", r)
	}
	tell("a", after, "")
	tell("b", before, `,"code":"bundle_error","message":"verification failed","errors":[{"code":"x","message":"of data.json"},"twice",5]`)
	r = s.report()
	if b := r.Instances[1]; r.Current != 1 || r.Failing != 1 || r.Instances[0].Error != "" || b.Error != "authz: verification failed: of data.json: twice: 5" ||
		b.LastError == nil || b.LastError.Message != b.Error || b.Bundles[0].Error == "" {
		t.Errorf("%+v", r)
	}
	first := r.Instances[1].Bundles[0].Since
	tell("b", before, "")
	if b := s.report().Instances[1]; b.Error != "" || b.LastError == nil || !b.Bundles[0].Since.Equal(first) {
		t.Errorf("%+v", b)
	}
	tell("b", after, "")
	if b := s.report().Instances[1]; !b.Current || !b.Bundles[0].Since.After(first) {
		t.Errorf("%+v", b)
	}
	tell("c", "", `,"code":"bundle_error","http_code":"404","message":"server replied with Not Found"`)
	tell("d", after, "") // one too many, so that a is forgotten
	r = s.report()
	ids := []string{}
	for _, i := range r.Instances {
		ids = append(ids, i.ID)
	}
	if diff := cmp.Diff([]string{"b", "c", "d"}, ids); diff != "" || r.Forgotten != 1 || r.Failing != 1 {
		t.Errorf("%s %+v", diff, r)
	}
	s.post("/status", `{"labels":{"id":"d"},"plugins":{"decision_logs":{"state":"ERROR"},"bundle":{"state":"NOT_READY"}},"decision_logs":{"code":"decision_log_error","message":"full"}}`)
	if d := s.report().Instances[2]; d.Current || d.Error != "decision_logs: ERROR; decision_logs: full" {
		t.Errorf("%+v", d)
	}

	registry := prometheus.NewRegistry()
	if err := registry.Register(s.Fleet); err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	promhttp.HandlerFor(registry, promhttp.HandlerOpts{}).ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil))
	text := w.Body.String()
	for _, line := range []string{
		`rolecall_fleet_instances{state="current"} 1`, `rolecall_fleet_instances{state="outdated"} 2`,
		`rolecall_fleet_instances_failing 2`, `rolecall_fleet_instances_forgotten_total 1`,
		`rolecall_fleet_bundle_current{bundle="authz",instance="b",revision="` + after + `"} 1`,
		`rolecall_fleet_bundle_current{bundle="authz",instance="c",revision=""} 0`,
		`rolecall_fleet_instance_failing{instance="c"} 1`,
		`rolecall_fleet_uploads_total{kind="status",outcome="taken"} 9`,
	} {
		if !strings.Contains(text, line+"\n") {
			t.Errorf("%s is not among the metrics:\n%s", line, text)
		}
	}
}

// A sink keeps its lines, and blocks until it is opened.
type sink struct {
	mu   sync.Mutex
	text bytes.Buffer
	open chan struct{}
}

func (s *sink) Write(b []byte) (int, error) {
	<-s.open
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(b)
}

// logging returns a log, and a function that closes it and returns its lines.
func logging(t *testing.T, to *sink, opts ...decisionlog.Option) (*decisionlog.Log, func() []string) {
	t.Helper()
	log, err := decisionlog.New(to, opts...)
	if err != nil {
		t.Fatal(err)
	}
	return log, func() []string {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if err := log.Close(ctx); err != nil {
			t.Fatal(err)
		}
		return strings.Split(strings.TrimSuffix(to.text.String(), "\n"), "\n")
	}
}

// opened is open.
var opened = func() chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}()

// An eventOf returns a decision as OPA sends it, with members of its own.
func eventOf(id, members string) string {
	return `{"labels":{"id":"opa-1"},"decision_id":"` + id + `","timestamp":"2026-11-01T10:00:00.5Z","requested_by":"10.0.0.1:5",` +
		`"metrics":{"timer_server_handler_ns":1500,"counter_x":{"y":1}},` + members + `}`
}

// eveWrites is a request.
const eveWrites = `{"subject":{"type":"user","id":"SUBJECT"},"action":{"name":"folders:write"},"resource":{"type":"folder","id":"ops"}}`

// TestLogs checks the lines of decisions of OPAs.
func TestLogs(t *testing.T) {
	events := `[` + strings.Join([]string{
		eventOf("1", `"bundles":{"authz":{"revision":"r"}},"path":"rolecall/authz/allow","input":`+eveWrites+`,"result":true`),
		eventOf("2", `"bundles":{"b":{"revision":"rb"},"a":{"revision":"ra"}},"path":"/rolecall/authz/decision","input":`+
			strings.Replace(eveWrites, `{`, `{"secret":"SECRET",`, 1)+`,"result":{"decision":false,"context":{"reasons":["user:SUBJECT lacks it"]}}`),
		eventOf("3", `"revision":"old","path":"rolecall/authz/allow","input":"SECRET","result":false`),
		eventOf("4", `"path":"example/other","input":{"password":"SECRET"},"result":{"SECRET":1}`),
		eventOf("5", `"path":"rolecall/authz/allow","input":null,"error":{"code":"eval","message":"SUBJECT conflicts"}`),
		eventOf("6", `"path":"rolecall/authz2","input":"SECRET","result":true`),
	}, ",") + `]`
	const start = `{"time":"2026-11-01T10:00:00.5Z","decision_id":"`
	line := func(id, path, rest string) string {
		return start + id + `","instance":"opa-1","endpoint":"opa","path":"` + path + `","request":` + rest + `,"duration_ns":1500`
	}
	const nothing = `{"subject":{},"resource":{}}`
	hidden := strings.Replace(eveWrites, `,"id":"SUBJECT"`, "", 1)
	for name, tc := range map[string]struct {
		opts []decisionlog.Option
		want []string
	}{
		"all": {nil, []string{
			line("1", "rolecall/authz/allow", eveWrites+`,"decision":true,"revision":"r"`) + `}`,
			line("2", "/rolecall/authz/decision", eveWrites+`,"decision":false,"reasons":["user:SUBJECT lacks it"],"revisions":{"a":"ra","b":"rb"}`) + `}`,
			line("3", "rolecall/authz/allow", nothing+`,"decision":false,"revision":"old"`) + `}`,
			line("4", "example/other", nothing) + `}`,
			line("5", "rolecall/authz/allow", nothing+`,"error":"SUBJECT conflicts"`) + `}`,
			line("6", "rolecall/authz2", nothing) + `}`,
		}},
		"masked": {[]decisionlog.Option{decisionlog.WithMask("subject.id")}, []string{
			line("1", "rolecall/authz/allow", hidden+`,"decision":true,"revision":"r"`),
			line("2", "/rolecall/authz/decision", hidden+`,"decision":false,"revisions":{"a":"ra","b":"rb"}`),
			line("3", "rolecall/authz/allow", nothing+`,"decision":false,"revision":"old"`),
			line("4", "example/other", nothing),
			line("5", "rolecall/authz/allow", nothing),
			line("6", "rolecall/authz2", nothing),
		}},
	} {
		log, lines := logging(t, &sink{open: opened}, tc.opts...)
		s := serve(t, nil, fleet.WithDecisionLog(log))
		if name == "masked" {
			for i := range tc.want {
				tc.want[i] += `,"masked":["subject.id","reasons"]}`
			}
		}
		for _, bad := range []string{``, `{}`, `[5]`, `[null]`, `[{}]`, `[` + eventOf("1", `"path":5`) + `]`, `[` + eventOf("1", `"path":""`) + `,{"decision_id":5}]`} {
			if got := s.post("/logs", bad); got.status != 400 || !strings.Contains(got.body, "decision") {
				t.Errorf("%s: %d: %s", bad, got.status, got.body)
			}
		}
		if got := s.post("/logs/part", packed(t, events), "Content-Encoding", "gzip"); got.status != 204 {
			t.Errorf("%d: %s", got.status, got.body)
		}
		got := lines()
		if diff := cmp.Diff(tc.want, got); diff != "" {
			t.Errorf("%s (-want +got): %s", name, diff)
		}
		if text := strings.Join(got, "\n"); strings.Contains(text, "SECRET") || name == "masked" && strings.Contains(text, "SUBJECT") {
			t.Errorf("%s: a secret is logged", name)
		}
	}
}

// TestFullLog checks that an OPA is told to send its decisions again as long as the sink does not take
// them, so that none is lost and none is there twice.
func TestFullLog(t *testing.T) {
	to := &sink{open: make(chan struct{})}
	log, lines := logging(t, to, decisionlog.WithBuffer(3000))
	s := serve(t, nil, fleet.WithDecisionLog(log))
	sent, refused := 0, 0
	for i := range 40 {
		events := `[` + eventOf(fmt.Sprint(i, "a"), `"path":"x"`) + `,` + eventOf(fmt.Sprint(i, "b"), `"path":"x"`) + `]`
		switch got := s.post("/logs", events); got.status {
		case 204:
			sent += 2
		case 503:
			refused++
			if got.header.Get("Retry-After") == "" {
				t.Error("it is not said when to try again")
			}
		default:
			t.Fatalf("%d: %s", got.status, got.body)
		}
	}
	close(to.open)
	if got := lines(); len(got) != sent || refused == 0 || log.Counts().Overflowed != 0 {
		t.Errorf("%d lines of %d decisions, %d times refused, %+v", len(got), sent, refused, log.Counts())
	}
}
