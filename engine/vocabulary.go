package engine

import (
	"maps"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/engine/internal/bitset"
	"github.com/rolecall/rolecall/engine/internal/policy"
	"github.com/rolecall/rolecall/engine/internal/representatives"
)

// A vocabulary is the words of requests, numbered, and what it takes to have
// an action on a kind of resource.
type vocabulary struct {
	// actions are the numbers of the known actions by each of their names,
	// and actionNames the newest name of each, sorted.
	actions     words
	actionNames []string
	// ruled says for each action whether any kind of resource has a rule.
	ruled []bool
	// types are by the length of their names, of which few have the same.
	types [][]*resourceType
	// dashboards is the type of them.
	dashboards *resourceType
	kinds      numbering
	// plans are the plans of each action by kind; nil where it is not
	// asked of the kind.
	plans     [][]*plan
	selectors numbering
	// kindScopes are the exact scopes of the resources of each kind, and
	// memberScopes those of a member of an org.
	kindScopes   [][]string
	memberScopes []string
}

// A resourceType is a type of resource, with the kinds that its resources may
// be of.
type resourceType struct {
	name       string
	is         typeShape
	declarable bool
	// onDashboards says that one may hang on a dashboard, and inFolders that one
	// may lie in a folder and is of a kind of its own there.
	onDashboards, inFolders bool
	// number is that among the types of things, for one that is declared.
	number int
	kind   int32
	// special is the kind of General, of another org, or of a fixed role.
	special                          int32
	ofDashboard, inGeneral, inFolder int32
}

// A typeShape is what is special about a type of the language.
type typeShape uint8

const (
	plain typeShape = iota
	aDashboard
	aFolder
	anOrg
	aRole
	aUser
)

var typeShapes = map[string]typeShape{"dashboard": aDashboard, "folder": aFolder, "org": anOrg, "role": aRole, "user": aUser}

// anotherOrg is the kind of an org that is not the one of the context.
const anotherOrg = "another org"

// A plan is the ways in which an action can be had on a kind of resource.
type plan struct {
	action string
	ways   []way
	// asksMember says that the resource must be a member of the org.
	asksMember bool
	// elsewhere says that it is asked of another org.
	elsewhere bool
}

// A way is needs that must all be met.
type way struct {
	needs []need
	// delegates says that all that the resource, a role, holds is needed
	// besides.
	delegates bool
}

// A need is a permission, by number, and where it is needed.
type need struct {
	permission int32
	at         selector
}

// A selector is the number of what stands for places: those that the request
// gives a meaning first.
type selector int32

const (
	atResource selector = iota
	atDashboard
	atFolder
	atMember
	atUser
	firstFixed
)

var selectorNames = [firstFixed]string{"resource", "dashboard", "folder", "member", "user"}

// newVocabulary numbers the words that the rows have.
func newVocabulary(r *policy.Rows, permissions *numbering) vocabulary {
	v := vocabulary{actions: newWords(nil)}
	for _, name := range selectorNames {
		v.selectors.number(name)
	}
	for name := range r.FixedPlaces {
		v.selectors.number(name)
	}
	for _, kinds := range r.Requirements {
		for kind := range kinds {
			v.kinds.number(kind)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(r.Types)) {
		row := r.Types[name]
		v.addType(&resourceType{
			name:         name,
			is:           typeShapes[name],
			number:       slices.IndexFunc(representatives.ItemTypes, func(t representatives.ItemType) bool { return t.Type == name }),
			declarable:   row.Scope != "",
			onDashboards: row.OnDashboards,
			inFolders:    row.InFolders && row.Scope == "",
			kind:         v.kinds.number(name),
			special:      v.kinds.number(map[string]string{"folder": representatives.General, "org": anotherOrg, "role": "fixed role"}[name]),
			ofDashboard:  v.kinds.number(name + " of a dashboard"),
			inGeneral:    v.kinds.number(name + " in General"),
			inFolder:     v.kinds.number(name + " in a folder"),
		})
	}
	v.dashboards = v.typeOf("dashboard")
	v.actionNames = slices.Sorted(maps.Keys(r.Actions))
	for n, name := range v.actionNames {
		v.actions.put(name, int32(n))
		v.plans = append(v.plans, v.plansOf(r, name, permissions))
		v.ruled = append(v.ruled, r.Requirements[name] != nil)
	}
	for old, name := range r.Renamed {
		if n := v.actions.find(name); n >= 0 {
			v.actions.put(old, n)
		}
	}
	v.memberScopes = []string{r.MemberPlaces.Scope}
	for _, kind := range v.kinds.names {
		v.kindScopes = append(v.kindScopes, r.KindScopes[kind])
	}
	return v
}

// typeOf is the type with a name, or nil.
func (v *vocabulary) typeOf(name string) *resourceType {
	if len(name) < len(v.types) {
		for _, t := range v.types[len(name)] {
			if t.name == name {
				return t
			}
		}
	}
	return nil
}

func (v *vocabulary) addType(t *resourceType) {
	for len(v.types) <= len(t.name) {
		v.types = append(v.types, nil)
	}
	v.types[len(t.name)] = append(v.types[len(t.name)], t)
}

// plansOf are the plans of an action by kind. An action that has no rule for
// a kind may be asked of it without a scope, if the rows say where.
func (v *vocabulary) plansOf(r *policy.Rows, action string, permissions *numbering) []*plan {
	plans := make([]*plan, len(v.kinds.names))
	for n, kind := range v.kinds.names {
		ways := r.Requirements[action][kind]
		if at := r.Unscoped[kind]; ways == nil && at != "" && !r.Coined[action] && !r.Without[action] {
			ways = [][][2]string{{{action, at}}}
		}
		if ways == nil {
			continue
		}
		p := &plan{action: action, elsewhere: kind == anotherOrg}
		delegating := r.Delegating[action] && (kind == "role" || kind == "fixed role")
		for _, pairs := range ways {
			w := way{
				needs:     v.needs(pairs, permissions),
				delegates: delegating && slices.Contains(pairs, [2]string{action, "delegate"}),
			}
			p.ways = append(p.ways, w)
			p.asksMember = p.asksMember || slices.ContainsFunc(w.needs, func(n need) bool { return n.at == atMember })
		}
		plans[n] = p
	}
	return plans
}

// needs are the pairs of a permission and a selector.
func (v *vocabulary) needs(pairs [][2]string, permissions *numbering) []need {
	list := make([]need, len(pairs))
	for i, pair := range pairs {
		list[i] = need{permissions.number(pair[0]), selector(v.selectors.number(pair[1]))}
	}
	return list
}

// hangingKind is the kind of what belongs to a dashboard or a folder.
func (t *resourceType) hangingKind(r *Resource) int32 {
	if r.Dashboard != "" && t.onDashboards {
		return t.ofDashboard
	}
	if r.Folder != "" && t.inFolders {
		if r.Folder == representatives.General {
			return t.inGeneral
		}
		return t.inFolder
	}
	return t.kind
}

// kinds are those that resources of a type may be of.
func (t *resourceType) kinds() []int32 {
	return []int32{t.kind, t.special, t.ofDashboard, t.inGeneral, t.inFolder}
}

// askedOf are the actions that are asked of a type of resource.
func (x *index) askedOf(typ string) []string {
	t := x.typeOf(typ)
	if t == nil {
		return nil
	}
	var asked []string
	for n, action := range x.actionNames {
		if slices.ContainsFunc(t.kinds(), func(kind int32) bool { return x.plans[n][kind] != nil }) {
			asked = append(asked, action)
		}
	}
	return asked
}

// sortedTypes are the types by name.
func (v *vocabulary) sortedTypes() []*resourceType {
	types := slices.Concat(v.types...)
	slices.SortFunc(types, func(a, b *resourceType) int { return strings.Compare(a.name, b.name) })
	return types
}

// ofResource says whether each way takes one permission, on the resource.
func (p *plan) ofResource() bool {
	return !slices.ContainsFunc(p.ways, func(w way) bool {
		return w.delegates || len(w.needs) != 1 || w.needs[0].at != atResource
	})
}

// plainPermission is the one permission on a thing that an action takes, if
// that is what it takes.
func (x *index) plainPermission(action int32, kind int) (permission int32, ok bool) {
	p := x.plans[action][x.typeOf(representatives.ItemTypes[kind].Type).kind]
	if p == nil || len(p.ways) != 1 || !p.ofResource() {
		return 0, false
	}
	return p.ways[0].needs[0].permission, true
}

// giving are the sets that give a permission.
func (x *index) giving(permission int32) bitset.Set {
	sets := bitset.New(len(x.sets))
	for n, given := range x.sets {
		if given.Has(permission) {
			sets.Add(int32(n))
		}
	}
	return sets
}

// ruledFor says whether the version has a rule for the action on the type of
// resource.
func (x *index) ruledFor(r Request) bool {
	action, t := x.actions.find(r.Action), x.typeOf(r.Resource.Type)
	return action >= 0 && t != nil && x.plans[action][t.kind] != nil
}
