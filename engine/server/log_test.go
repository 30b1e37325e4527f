package server_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/decisionlog"
	"github.com/rolecall/rolecall/engine/server"
)

// A sink keeps what is written, and can block and fail.
type sink struct {
	mu     sync.Mutex
	text   bytes.Buffer
	writes int
	// takes is how many bytes of a write are taken; -1 for all.
	takes int
	err   error
	// block is read from before each write, unless it is nil.
	block chan struct{}
}

func (s *sink) Write(b []byte) (int, error) {
	if s.block != nil {
		<-s.block
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writes++
	if s.takes >= 0 && s.takes < len(b) {
		s.text.Write(b[:s.takes])
		return s.takes, s.err
	}
	return s.text.Write(b)
}

// set changes how much the sink takes.
func (s *sink) set(takes int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.takes, s.err = takes, err
}

// lines returns what was written, by lines.
func (s *sink) lines() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Split(strings.TrimSuffix(s.text.String(), "\n"), "\n")
}

// logging returns a log, and closes it when the test ends.
func logging(t testing.TB, to *sink, opts ...decisionlog.Option) *decisionlog.Log {
	t.Helper()
	log, err := decisionlog.New(to, opts...)
	if err != nil {
		t.Fatal(err)
	}
	return log
}

// A line is a line of a decision log.
type line struct {
	Time       time.Time
	DecisionID string `json:"decision_id"`
	RequestID  string `json:"request_id"`
	Endpoint   string
	Request    json.RawMessage
	Decision   *bool
	Total      *int
	Reasons    []string
	Revision   string
	Duration   int64 `json:"duration_ns"`
	Masked     []string
}

// closed closes a log and returns its lines.
func closed(t testing.TB, log *decisionlog.Log, from *sink) (lines []line) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := log.Close(ctx); err != nil {
		t.Fatal(err)
	}
	for _, text := range from.lines() {
		lines = append(lines, into[line](t, text))
	}
	return lines
}

// TestDecisionLog checks the lines of decisions and of searches.
func TestDecisionLog(t *testing.T) {
	to := &sink{takes: -1}
	log := logging(t, to)
	eng := engineOfAcme(t)
	c := serving(t, eng, server.WithDecisionLog(log)).with("X-Request-ID", "a \"b\"")
	bot := `{"subject":{"type":"service_account","id":"deploy-markers","properties":{"token":"first_quarter","secret":"s"}},"action":{"name":"dashboards:write"},` +
		`"resource":{"type":"dashboard","id":"deploys"},"context":{"org":"acme","time":"2027-01-01T00:00:00Z","secret":"s"}}`
	alert := `{"subject":{"type":"user","id":"kim","properties":{"groups":["a"]}},"action":{"name":"alert.rules:read"},` +
		`"resource":{"type":"alert","id":"x","properties":{"folder":"production","created_by":"eve","data_sources":[]}},"context":{"org":"acme","time":"noon"}}`
	c.post(one, kimWrites)
	c.post(one, lenaAsks)
	c.post(many, `{"evaluations":[`+bot+`,{},`+alert+`]}`)
	c.post(whoCan, whoReads)
	c.post("/v1/data/rolecall/authz/allow", `{"input":`+kimWrites+`}`)
	c.post("/v1/data/rolecall/authz/decision", `{"input":5}`)
	c.post(one, `{}`) // nothing is decided
	lines := closed(t, log, to)

	type told struct {
		Endpoint, Request, Outcome string
	}
	var got []told
	ids := map[string]bool{}
	for _, l := range lines {
		outcome := ""
		switch {
		case l.Decision != nil:
			outcome = fmt.Sprint(*l.Decision)
		case l.Total != nil:
			outcome = fmt.Sprint(*l.Total)
		}
		got = append(got, told{l.Endpoint, string(l.Request), outcome})
		if l.DecisionID == "" || ids[l.DecisionID] {
			t.Errorf("the decision id %q is not new", l.DecisionID)
		}
		ids[l.DecisionID] = true
		if l.RequestID != `a "b"` || l.Revision != eng.View().Revision() || l.Duration <= 0 || time.Since(l.Time).Abs() > time.Minute || l.Masked != nil {
			t.Errorf("%+v", l)
		}
	}
	want := []told{
		{"evaluation", kimWrites, "true"},
		{"evaluation", lenaAsks, "false"},
		{"evaluations", strings.ReplaceAll(strings.ReplaceAll(bot, `,"secret":"s"`, ``), `,"time":"2027-01-01T00:00:00Z"`, `,"time":"2027-01-01T00:00:00Z"`), "true"},
		{"evaluations", alert, "true"},
		{"search_subject", whoReads, "7"},
		{"data_allow", kimWrites, "true"},
		{"data_decision", `{"subject":{},"resource":{}}`, "false"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got): %s", diff)
	}
	if len(lines[1].Reasons) == 0 || len(lines[5].Reasons) != 0 {
		t.Errorf("%q, %q", lines[1].Reasons, lines[5].Reasons)
	}
	// What is logged is the request again.
	for _, i := range []int{0, 1, 2} {
		var r engine.Request
		if err := r.UnmarshalJSON(lines[i].Request); err != nil {
			t.Error(err)
		}
	}
}

// TestMask checks that what is masked is nowhere in a line.
func TestMask(t *testing.T) {
	request := `{"subject":{"type":"user","id":"SUBJECT","properties":{"groups":["GROUP"],"token":"TOKEN"}},"action":{"name":"ACTION"},` +
		`"resource":{"type":"folder","id":"RESOURCE","properties":{"folder":"FOLDER","dashboard":"DASHBOARD","created_by":"CREATOR","data_sources":["UID"]}},` +
		`"context":{"org":"ORG","time":"TIME"}}`
	for part, hidden := range map[string][]string{
		"":                    nil,
		"reasons":             nil,
		"subject.id":          {"SUBJECT"},
		"subject.properties":  {"GROUP", "TOKEN"},
		"resource.id":         {"RESOURCE"},
		"resource.properties": {"FOLDER", "DASHBOARD", "CREATOR", "UID"},
		"context":             {"ORG", "TIME"},
	} {
		var opts []decisionlog.Option
		if part != "" {
			opts = append(opts, decisionlog.WithMask(part))
		}
		to := &sink{takes: -1}
		log := logging(t, to, opts...)
		c := serving(t, engineOfAcme(t), server.WithDecisionLog(log))
		c.post(one, request)
		lines := closed(t, log, to)
		if (len(lines[0].Reasons) == 0) != (part != "") || (lines[0].Masked == nil) != (part == "") {
			t.Errorf("%q: %+v", part, lines[0])
		}
		for _, name := range []string{"SUBJECT", "GROUP", "TOKEN", "ACTION", "RESOURCE", "FOLDER", "DASHBOARD", "CREATOR", "UID", "ORG", "TIME"} {
			has, want := strings.Contains(string(lines[0].Request), name), true
			for _, h := range hidden {
				want = want && h != name
			}
			if has != want || !want && strings.Contains(to.lines()[0], name) {
				t.Errorf("%q: %s is logged: %v: %s", part, name, has, to.lines()[0])
			}
		}
	}
	if _, err := decisionlog.New(&sink{}, decisionlog.WithMask("subject")); err == nil || !strings.Contains(err.Error(), "subject.id") {
		t.Error(err)
	}
	if _, err := decisionlog.New(nil); err == nil {
		t.Error("a log without a sink")
	}
	if _, err := decisionlog.New(&sink{}, decisionlog.WithBuffer(0)); err == nil {
		t.Error("a log without a buffer")
	}
}

// TestBlockedSink checks that decisions do not wait for a sink that blocks, and that each line is
// either written or counted as dropped.
func TestBlockedSink(t *testing.T) {
	to := &sink{takes: -1, block: make(chan struct{})}
	log := logging(t, to, decisionlog.WithBuffer(20_000))
	c := serving(t, engineOfAcme(t), server.WithDecisionLog(log))
	const asked = 300
	for range asked {
		if got := c.post(one, kimWrites); got.status != 200 {
			t.Fatal(got.status)
		}
	}
	counts := log.Counts()
	overflowed, failed := counts.Overflowed, counts.Failed
	if overflowed == 0 || failed != 0 {
		t.Errorf("%d lines are dropped, and %d failed", overflowed, failed)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if err := log.Close(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a blocked log closes: %v", err)
	}
	if metrics := c.get("/metrics").text; !strings.Contains(metrics, fmt.Sprintf(`rolecall_decision_log_dropped_total{reason="full"} %d`, overflowed)) {
		t.Error("the metrics do not tell what is dropped")
	}
	close(to.block)
	if lines := closed(t, log, to); len(lines)+int(overflowed) != asked {
		t.Errorf("%d lines are written and %d dropped, of %d", len(lines), overflowed, asked)
	}
	c.post(one, kimWrites)
	if after := log.Counts().Overflowed; after != overflowed+1 {
		t.Error("a line after the end is not counted")
	}
}

// TestFailingSink checks that a full disk loses lines, counts them, tells once, and leaves no line
// within another.
func TestFailingSink(t *testing.T) {
	var told []error
	to := &sink{takes: -1}
	log := logging(t, to, decisionlog.WithFailures(func(err error) { told = append(told, err) }))
	c := serving(t, engineOfAcme(t), server.WithDecisionLog(log))
	ask := func() {
		t.Helper()
		to.mu.Lock()
		before := to.writes
		to.mu.Unlock()
		if got := c.post(one, kimWrites); got.status != 200 {
			t.Fatal(got.status)
		}
		for writes := before; writes == before; time.Sleep(time.Millisecond) {
			to.mu.Lock()
			writes = to.writes
			to.mu.Unlock()
		}
	}
	ask()
	full := errors.New("no space left on device")
	to.set(100, full) // a part of a line is taken
	ask()
	to.set(0, full)
	ask()
	ask()
	to.set(0, nil) // and a sink that says nothing
	ask()
	to.set(-1, nil)
	ask()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if err := log.Close(ctx); err != nil {
		t.Fatal(err)
	}
	if failed := log.Counts().Failed; failed != 4 {
		t.Errorf("%d lines failed", failed)
	}
	if len(told) != 2 || !errors.Is(told[0], full) || told[1] != nil {
		t.Errorf("%v", told)
	}
	valid := 0
	for _, text := range to.lines() {
		if json.Valid([]byte(text)) {
			valid++
		}
	}
	if lines := to.lines(); valid != 2 || len(lines) != 3 {
		t.Errorf("%d of %q are whole", valid, lines)
	}
}
