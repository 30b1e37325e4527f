package engine

import (
	"cmp"
	"context"
	"slices"
	"strings"
)

// A Change is what to change in the configuration for a request to be allowed.
type Change struct {
	// Edits must all be made; mostly it is one.
	Edits []Edit `json:"edits"`
	// Others are how many other subjects would be allowed the same request
	// by it: of those declared, as WhoCan counts them.
	Others int `json:"others"`
}

// An Edit adds one thing to a configuration, or puts it in the place of
// another.
type Edit struct {
	Kind EditKind `json:"kind"`
	// Text says it in words.
	Text string `json:"text"`
	// Org is the label of the org that it is made in; empty for what is
	// not of an org.
	Org string `json:"org,omitempty"`
	// Holder is who gets something: "user:eve", "team:SRE", "role:Viewer",
	// "basic:Viewer".
	Holder string `json:"holder,omitempty"`
	// Resource is whose list of permissions, or of members, gets an entry.
	Resource string `json:"resource,omitempty"`
	// Level is that of an entry.
	Level string `json:"level,omitempty"`
	// Role is the role in the org, or the id of the one that is assigned.
	Role string `json:"role,omitempty"`
	// Setting is the name of the setting that is turned on.
	Setting string `json:"setting,omitempty"`
	// File and Line are where the block begins that is to be changed; empty
	// and 0 when it takes a new one.
	File string `json:"file,omitempty"`
	Line int    `json:"line,omitempty"`
	// Granters are the declared subjects that can make the edit in Grafana,
	// ordered as WhoCan orders them. Settings and the like are changed by
	// whoever runs the server, so they have none.
	Granters []string `json:"granters"`

	// place is the list that an entry stands in.
	place string
}

// An EditKind tells which fields of an Edit count.
type EditKind string

const (
	// AddPermission gives the Holder the Level on the Resource.
	AddPermission EditKind = "permission"
	// AddToTeam puts the Holder into the team that is the Resource.
	AddToTeam EditKind = "team"
	// SetRole gives the Holder the Role in the Org, whatever it had.
	SetRole EditKind = "role"
	// AssignRole assigns the Role to the Holder, in the Org or in all.
	AssignRole EditKind = "assignment"
	// SetServerAdmin makes the Holder a server admin.
	SetServerAdmin EditKind = "server_admin"
	// TurnOn turns the Setting of the server on.
	TurnOn EditKind = "setting"
)

// A trial is an edit, and what would follow from it.
type trial struct {
	edit Edit
	// holders are further holders that the subject has by it; with instead
	// they take the place of those of its role.
	holders []string
	instead bool
	// given are what holders are given.
	given []givenTo
	// index is the one of the changed configuration, where the edit changes
	// it as a whole.
	index *index
	// breadth is how much the edit gives altogether: the smaller the better.
	breadth int
}

// A givenTo is sets that a holder is given at a place.
type givenTo struct {
	holder, place string
	sets          []int32
}

// maxChanges is how many changes an explanation has at most.
const maxChanges = 12

// changes are the smallest changes by which the question would be allowed: of
// one edit each, if there are any, otherwise one for each need that is missing.
func (q *question) changes(ctx context.Context) ([]Change, error) {
	trials, err := q.trials(ctx)
	if err != nil {
		return nil, err
	}
	before := q.allowedOthers()
	var found []candidate
	for _, t := range trials {
		found = q.tryOut(found, before, []trial{t})
	}
	if len(found) == 0 {
		for i := range q.plan.ways {
			if set, ok := q.combined(&q.plan.ways[i], trials); ok {
				found = q.tryOut(found, before, set)
			}
		}
	}
	slices.SortStableFunc(found, func(a, b candidate) int {
		return cmp.Or(
			cmp.Compare(a.Others, b.Others),
			cmp.Compare(len(a.Edits), len(b.Edits)),
			cmp.Compare(a.breadth, b.breadth),
		)
	})
	changes := []Change{}
	for _, c := range found {
		if !slices.ContainsFunc(changes, func(kept Change) bool { return c.supersededBy(kept) }) {
			changes = append(changes, c.Change)
		}
	}
	changes = changes[:min(len(changes), maxChanges)]
	for i := range changes {
		for j := range changes[i].Edits {
			q.addGranters(&changes[i].Edits[j])
		}
	}
	return changes, nil
}

// A candidate is a change that is weighed against others.
type candidate struct {
	Change
	breadth int
}

// supersededBy says whether a change does no more than another that is kept,
// but with a higher role or level.
func (c candidate) supersededBy(kept Change) bool {
	if len(c.Edits) != 1 || len(kept.Edits) != 1 {
		return false
	}
	a, b := c.Edits[0], kept.Edits[0]
	if a.Kind != b.Kind || a.Holder != b.Holder || a.Org != b.Org {
		return false
	}
	switch a.Kind {
	case SetRole:
		return true
	case AddPermission, AddToTeam:
		return a.Resource == b.Resource
	}
	return false
}

// tryOut adds the change that some trials make, if it allows the question.
func (q *question) tryOut(found []candidate, before bitset, trials []trial) []candidate {
	others, ok := q.outcome(trials, before)
	if !ok {
		return found
	}
	c := candidate{Change: Change{Others: others}}
	for _, t := range trials {
		c.Edits = append(c.Edits, t.edit)
		c.breadth += t.breadth
	}
	return append(found, c)
}

// combined are trials that together meet all the needs of a way: for each that
// is missing the one that changes the subject alone, if there is one, or else
// gives the least.
func (q *question) combined(w *way, trials []trial) ([]trial, bool) {
	var chosen []trial
	for _, n := range q.needs(w) {
		if q.has(n) || slices.ContainsFunc(chosen, func(t trial) bool { return q.meets(t, n) }) {
			continue
		}
		var best *trial
		for i := range trials {
			t := &trials[i]
			if t.index != nil || !q.meets(*t, n) {
				continue
			}
			if best == nil || len(t.given) == 0 && len(best.given) > 0 || t.breadth < best.breadth {
				best = t
			}
		}
		if best == nil {
			return nil, false
		}
		chosen = append(chosen, *best)
	}
	return chosen, len(chosen) > 0
}

// addGranters finds who can make an edit in Grafana.
func (q *question) addGranters(e *Edit) {
	e.Granters = []string{}
	r, ok := q.madeBy(e)
	if !ok {
		return
	}
	list := q.index.whoCan(r)
	for s := range list.All() {
		e.Granters = append(e.Granters, word(s.Type, s.ID))
	}
}

// madeBy is what somebody must be allowed for making an edit in Grafana. It is
// not ok where the version has no rule for that.
func (q *question) madeBy(e *Edit) (Request, bool) {
	var kind, of, id string
	switch e.Kind {
	case AddPermission:
		of = typeOf(e.place)
		kind = "entry"
		_, id = splitPlace(e.place)
	case AddToTeam:
		kind, of = "entry", "teams"
		_, id = splitPlace(e.place)
	case SetRole, AssignRole, SetServerAdmin:
		kind, of = string(e.Kind), typeOf(e.Holder)
		if e.Kind == SetRole && q.org.data.Members[e.Holder] == nil {
			kind = "member"
		}
		_, id, _ = strings.Cut(e.Holder, ":")
	}
	pair, ok := q.index.rows.MadeBy[kind][of]
	if !ok {
		return Request{}, false
	}
	r := Request{Action: pair[0], Resource: Resource{Type: pair[1], ID: id}, Org: q.org.label}
	if pair[1] == "org" {
		r.Resource.ID = ""
	}
	return r, q.index.ruledFor(r)
}

// ruledFor says whether the version has a rule for the action on the type of
// resource.
func (x *index) ruledFor(r Request) bool {
	action, t := x.actions.find(r.Action), x.typeOf(r.Resource.Type)
	return action >= 0 && t != nil && x.plans[action][t.kind] != nil
}
