package fleet

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/open-policy-agent/opa/v1/bundle"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/tests/await"
	"github.com/rolecall/rolecall/tests/generate"
)

// newest is the release of the configurations.
var newest = generate.Releases[len(generate.Releases)-1]

// TestFleet leads a fleet through its life: it becomes ready, takes a change, refuses a tampered bundle,
// loses an OPA and the service, and gets them back.
func TestFleet(t *testing.T) {
	count, asked := 3, 1000
	if testing.Short() {
		count, asked = 1, 200
	}
	var cases []generate.Case
	for seed := range 5 {
		cases = append(cases, generate.Cases(newest, asked).Example(seed+1))
	}
	s := serve(t, cases[0])
	folder := t.TempDir()
	starts := func(n int) *opa { return start(t, fmt.Sprintf("opa-%d", n), s.url, s.key, folder) }
	opas := []*opa{starts(0)}
	late := count == 3
	if late {
		opas = append(opas, starts(1)) // the third comes later
	}
	all := func(what string, is func(o *opa) bool) {
		t.Helper()
		took := await.Until(t, patience, "not "+what, func() bool { return !slices.ContainsFunc(opas, func(o *opa) bool { return !is(o) }) })
		t.Logf("%d OPAs are %s after %v", len(opas), what, took.Round(time.Millisecond))
	}
	isCurrent := func(o *opa) bool { return s.current(o) }

	all("ready", (*opa).ready)
	all("current", isCurrent)
	first := s.agree(cases[0], opas)

	s.change(cases[1])
	all("changed", isCurrent)
	second := s.agree(cases[1], opas)
	if now := s.decide(cases[0]); slices.Equal(first, now) {
		t.Error("the change changes no decision, so it shows nothing")
	}

	// Somebody changes bundles on their way: each OPA refuses, says so, and keeps the one that it has.
	s.tampers.Store(true)
	s.change(cases[2])
	all("warned", func(o *opa) bool { return s.failing("digest mismatch")[o.name] })
	for _, o := range opas {
		if s.current(o) {
			t.Errorf("%s says that it runs the tampered bundle", o.name)
		}
		if got := o.allows(raw(t, cases[1])); !slices.Equal(got, second) {
			t.Errorf("%s decides by another bundle than it had", o.name)
		}
	}
	// Without its signature, the tampered bundle would be a good one, that allows everything.
	b, err := bundle.NewReader(bytes.NewReader(s.get(s.url + bundles + "bundle.tar.gz"))).WithSkipBundleVerification(true).Read()
	if err != nil || !slices.ContainsFunc(b.Modules, func(m bundle.ModuleFile) bool { return strings.HasSuffix(string(m.Raw), "\nallow := true\n") }) {
		t.Errorf("nothing is tampered with: %v", err)
	}
	s.tampers.Store(false)
	all("recovered", isCurrent)
	s.agree(cases[2], opas)

	// One is killed, another is new, and a change comes in between.
	down := len(opas) - 1
	opas[down].kill()
	s.change(cases[3])
	if late {
		opas = append(opas, starts(2))
	}
	opas[down] = starts(down)
	all("back", (*opa).ready)
	all("caught up", isCurrent)
	s.agree(cases[3], opas)

	if !testing.Short() {
		s.withoutService(t, cases[3], cases[4], opas, starts)
		all("reconnected", isCurrent)
		s.agree(cases[4], opas)
	}
	s.logged(opas)
}

// withoutService takes the service away. The OPAs decide by the bundle that they have, and one that starts
// again by the one that it kept. A change waits until the service is back.
func (s *service) withoutService(t *testing.T, has, next generate.Case, opas []*opa, starts func(int) *opa) {
	s.disconnect()
	opas[0].kill()
	opas[0] = starts(0)
	await.Until(t, patience, "the kept bundle is not used", opas[0].ready)
	s.agree(has, opas)
	before := s.decide(has)
	s.change(next)
	for _, o := range opas {
		if !slices.Equal(o.allows(raw(t, has)), before) {
			t.Errorf("%s decides by another bundle than it had", o.name)
		}
	}
	s.connect()
}

// raw returns the requests of a case in JSON.
func raw(t testing.TB, c generate.Case) []json.RawMessage {
	t.Helper()
	requests := make([]json.RawMessage, len(c.Requests))
	for i, r := range c.Requests {
		var err error
		if requests[i], err = json.Marshal(r); err != nil {
			t.Fatal(err)
		}
	}
	return requests
}

// decide returns the decisions of the engine about the requests of a case.
func (s *service) decide(c generate.Case) []bool {
	s.Helper()
	var requests []engine.Request
	for _, text := range raw(s, c) {
		var r engine.Request
		if err := json.Unmarshal(text, &r); err != nil {
			s.Fatal(err)
		}
		requests = append(requests, r)
	}
	decisions, err := s.eng.CheckAll(s.Context(), requests)
	if err != nil {
		s.Fatal(err)
	}
	allowed := make([]bool, len(decisions))
	for i, d := range decisions {
		allowed[i] = d.Allowed
	}
	return allowed
}

// agree checks that OPAs decide about the requests of a case as the engine does, and returns the decisions.
func (s *service) agree(c generate.Case, opas []*opa) []bool {
	s.Helper()
	want := s.decide(c)
	allowed := 0
	for _, is := range want {
		if is {
			allowed++
		}
	}
	if allowed == 0 || allowed == len(want) {
		s.Errorf("%d of %d requests are allowed, which shows little", allowed, len(want))
	}
	for _, o := range opas {
		differ := 0
		for i, got := range o.allows(raw(s, c)) {
			if got != want[i] {
				if differ++; differ <= 3 {
					s.Errorf("%s: the engine says %v, %s %v", raw(s, c)[i], want[i], o.name, got)
				}
			}
		}
		s.Logf("%s: %d requests, %d of them allowed, %d decided differently", o.name, len(want), allowed, differ)
	}
	return want
}

// logged checks that the decisions of all OPAs come to the log, without the subjects, which are masked.
func (s *service) logged(opas []*opa) {
	s.Helper()
	for _, o := range opas {
		id := ""
		for _, i := range s.report().Instances {
			if i.Labels["name"] == o.name && i.Current {
				id = i.ID
			}
		}
		asked := fmt.Sprintf(`"instance":%q`, id)
		if took := await.Until(s, patience, o.name+": no decisions are logged", func() bool { return strings.Count(s.lines.String(), asked) > 0 }); id == "" {
			s.Errorf("%s is not known, after %v", o.name, took)
		}
	}
	for line := range strings.Lines(s.lines.String()) {
		var l struct {
			Endpoint, Path, Revision string
			Request                  struct{ Subject struct{ Type, ID string } }
			Decision                 *bool
		}
		if err := json.Unmarshal([]byte(line), &l); err != nil || l.Endpoint != "opa" || l.Path != "rolecall/authz/allow" || l.Decision == nil ||
			len(l.Revision) != 64 || l.Request.Subject.ID != "" {
			s.Fatalf("%v: %s", err, line)
		}
	}
}
