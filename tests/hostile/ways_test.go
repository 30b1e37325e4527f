package hostile

import (
	"math/rand/v2"
	"os"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/suite/mutate"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
	"github.com/rolecall/rolecall/tests/sizes"
)

// TestWaysAgree changes configurations at random, and checks that Check, CheckAll, Evaluate, Explain,
// WhoCan, WhatCan and plain OPA agree about them.
func TestWaysAgree(t *testing.T) {
	var asked, allowed, byOPA atomic.Int64
	each(t, count(4, 361), func(t *testing.T, seed int, random *rand.Rand) {
		files := os.DirFS("../../examples/acme")
		if seed%4 == 0 {
			files = sizes.Generate(sizes.S, uint64(seed), pick(random, []string{"8.0", "8.5", "9.3"}))
		}
		w := load(t, files)
		for range random.IntN(6) {
			changed := w.Clone()
			pick(random, mutate.All(w, uint64(seed))).Apply(changed)
			w = changed
		}
		a := newAsker(t, w, random)
		for i := range 1_500 {
			a.ask(i)
		}
		for range 3 {
			a.list()
		}
		asked.Add(a.asked)
		allowed.Add(a.allowed)
		byOPA.Add(a.byOPA)
	})
	enough(t, "requests", asked.Load(), 10_000, 780_398)
	enough(t, "requests to OPA too", byOPA.Load(), 300, 36_965)
	enough(t, "allowed", allowed.Load(), 1_000, 78_000)
}

// An asker makes requests about one world.
type asker struct {
	t      *testing.T
	random *rand.Rand
	engine *engine.Engine
	opa    func(request string) bool
	now    time.Time

	orgs      []string
	subjects  []engine.Subject
	resources []engine.Resource

	asked, allowed, byOPA int64
}

var (
	anyAction    = slices.Concat(catalogue.Actions(), catalogue.Coined())
	usualActions = map[string][]string{
		"dashboard":   {"dashboards:read", "dashboards:write", "dashboards.permissions:read"},
		"folder":      {"dashboards:read", "dashboards:create", "folders:read", "folders:write"},
		"team":        {"teams:read", "teams:write"},
		"data_source": {"datasources:query"},
		"annotation":  {"annotations:read", "annotations:create"},
		"user":        {"users:read", "org.users:read"},
	}
	groups = []string{"cn=sre,ou=groups,dc=example", "cn=team-1,ou=groups,dc=example", "x", ""}
)

// newAsker returns an asker for the declared resources of a world, some undeclared ones, and the types
// of resource that are never declared.
func newAsker(t *testing.T, w *schema.World, random *rand.Rand) *asker {
	t.Helper()
	e := fromWorld(t, w)
	a := &asker{t: t, random: random, engine: e, opa: plainOPA(t, e), now: time.Now()}
	add := func(typ, id string) { a.resources = append(a.resources, engine.Resource{Type: typ, ID: id}) }
	both := func(typ, id string) {
		a.subjects = append(a.subjects, engine.Subject{Type: typ, ID: id})
		add(typ, id)
	}
	for _, u := range w.Users {
		both("user", u.Login.Value)
	}
	for _, s := range w.ServiceAccounts {
		both("service_account", s.Name.Value)
		for _, token := range s.Tokens {
			a.subjects = append(a.subjects, engine.Subject{Type: "service_account", ID: s.Name.Value, Token: token.Name.Value})
		}
	}
	for _, k := range w.APIKeys {
		both("api_key", k.Name.Value)
	}
	if w.Grafana.Anonymous != nil {
		a.subjects = append(a.subjects, engine.Subject{Type: "anonymous"})
	}
	for _, o := range w.Orgs {
		a.orgs = append(a.orgs, o.Addr.Label)
		add("org", o.Addr.Label)
	}
	for _, f := range w.Folders {
		uid := f.UID.Value
		add("folder", uid)
		a.resources = append(a.resources, engine.Resource{Type: "dashboard", ID: "new", Folder: uid},
			engine.Resource{Type: "library_panel", Folder: uid}, engine.Resource{Type: "alert", Folder: uid})
	}
	for _, d := range w.Dashboards {
		uid := d.UID.Value
		add("dashboard", uid)
		a.resources = append(a.resources, engine.Resource{Type: "annotation", Dashboard: uid}, engine.Resource{Type: "snapshot", Dashboard: uid})
	}
	for _, team := range w.Teams {
		add("team", team.Name.Value)
	}
	for _, s := range w.DataSources {
		add("data_source", s.UID.Value)
	}
	for _, r := range []engine.Resource{{}, {Type: "playlist"}, {Type: "server"}, {Type: "folder", ID: "general"},
		{Type: "role", ID: "fixed:users:reader"}, {Type: "plugin", ID: "x"}} {
		a.resources = append(a.resources, r)
	}
	return a
}

// ask makes one request, and repeats it with the slower methods for some i only.
func (a *asker) ask(i int) {
	a.t.Helper()
	r := a.request()
	allowed := check(a.t, a.engine, r)
	a.count(allowed)
	same := func(way string, got bool, err error) {
		if err != nil || got != allowed {
			a.t.Errorf("%s %v %v, Check %v: %s", way, got, err, allowed, text(a.t, r))
		}
	}
	answer, err := a.engine.Evaluate(a.t.Context(), r)
	same("Evaluate", answer.Allowed, err)
	all, err := a.engine.CheckAll(a.t.Context(), []engine.Request{r})
	same("CheckAll", all[0].Allowed, err)
	if i%40 == 0 {
		explanation, err := a.engine.Explain(a.t.Context(), r)
		same("Explain", explanation.Allowed, err)
	}
	if i%15 == 0 || allowed && i%5 == 0 {
		same("OPA", a.opa(text(a.t, r)), nil)
		a.byOPA++
	}
	if i%3 == 0 && r.Subject.Groups == nil && r.Subject.Token == "" {
		who := false
		for s := range a.engine.WhoCan(r).All() {
			who = who || s.Type == r.Subject.Type && s.ID == r.Subject.ID
		}
		same("WhoCan", who, nil)
	}
}

// request returns a random request. Half of the time its action is usual for its resource.
func (a *asker) request() engine.Request {
	r := engine.Request{
		Subject:  pick(a.random, a.subjects),
		Action:   pick(a.random, anyAction),
		Resource: pick(a.random, a.resources),
		Org:      pick(a.random, a.orgs),
		Time:     a.now,
	}
	if usual := usualActions[r.Resource.Type]; usual != nil && a.random.IntN(2) == 0 {
		r.Action = pick(a.random, usual)
	}
	if a.random.IntN(20) == 0 {
		r.Org = "nowhere"
	}
	if a.random.IntN(8) == 0 {
		r.Time = time.Time{}
	}
	if a.random.IntN(8) == 0 {
		r.Resource.CreatedBy = pick(a.random, a.subjects).ID
	}
	if r.Subject.Type == "user" && a.random.IntN(8) == 0 {
		r.Subject.Groups = []string{pick(a.random, groups)}
	}
	return r
}

func (a *asker) count(allowed bool) {
	a.asked++
	if allowed {
		a.allowed++
	}
}

// list lists the permissions of a subject, and checks them for everything on the list and for other
// resources that the lists would name one by one.
func (a *asker) list() {
	a.t.Helper()
	r := engine.Request{Subject: pick(a.random, a.subjects), Org: pick(a.random, a.orgs), Time: a.now}
	listed := map[engine.Access]bool{}
	for p := range a.engine.WhatCan(r).All() {
		listed[p] = true
		a.listed(r, p, true)
	}
	for range 1_000 {
		p := engine.Access{Action: pick(a.random, anyAction), Resource: pick(a.random, a.resources)}
		switch p.Resource.Type {
		case "", "org", "plugin":
			continue
		}
		if p.Resource.Folder == "" && p.Resource.Dashboard == "" && catalogue.Newest(p.Action) == "" {
			a.listed(r, p, listed[p])
		}
	}
}

// listed fails the test if the list does not agree with the decision about a permission.
func (a *asker) listed(r engine.Request, p engine.Access, listed bool) {
	a.t.Helper()
	r.Action, r.Resource = p.Action, p.Resource
	allowed := check(a.t, a.engine, r)
	a.count(allowed)
	if allowed != listed {
		a.t.Errorf("WhatCan %v, Check %v: %s", listed, allowed, text(a.t, r))
	}
}
