package index

import (
	"maps"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/engine/authzen"
	"github.com/rolecall/rolecall/engine/internal/bitset"
	"github.com/rolecall/rolecall/engine/internal/policy"
	"github.com/rolecall/rolecall/engine/internal/representatives"
)

// A vocabulary is the words of requests, numbered, and what it takes to have
// an action on a kind of resource.
type vocabulary struct {
	// Actions are the numbers of the known actions by each of their names,
	// and actionNames the newest name of each, sorted.
	Actions     words
	ActionNames []string
	// Ruled says for each action whether any kind of resource has a rule.
	Ruled []bool
	// types are by the length of their names, of which few have the same.
	types [][]*ResourceType
	// Dashboards is the type of them.
	Dashboards *ResourceType
	Kinds      Numbering
	// Plans are the plans of each action by kind; nil where it is not
	// asked of the kind.
	Plans     [][]*Plan
	Selectors Numbering
	// KindScopes are the exact scopes of the resources of each kind, and
	// memberScopes those of a member of an org.
	KindScopes   [][]string
	MemberScopes []string
}

// A ResourceType is a type of resource, with the kinds that its resources may
// be of.
type ResourceType struct {
	Name       string
	Shape      typeShape
	Declarable bool
	// OnDashboards says that one may hang on a dashboard, and inFolders that one
	// may lie in a folder and is of a kind of its own there.
	OnDashboards, InFolders bool
	// Number is that among the types of things, for one that is declared.
	Number int
	Kind   int32
	// Special is the kind of General, of another org, or of a fixed role.
	Special                          int32
	OfDashboard, inGeneral, InFolder int32
}

// A typeShape is what is special about a type of the language.
type typeShape uint8

const (
	plain typeShape = iota
	DashboardShape
	FolderShape
	OrgShape
	RoleShape
	UserShape
)

var typeShapes = map[string]typeShape{"dashboard": DashboardShape, "folder": FolderShape, "org": OrgShape, "role": RoleShape, "user": UserShape}

// anotherOrg is the kind of an org that is not the one of the context.
const anotherOrg = "another org"

// A Plan is the ways in which an action can be had on a kind of resource.
type Plan struct {
	action string
	Ways   []Way
	// AsksMember says that the resource must be a member of the org.
	AsksMember bool
	// Elsewhere says that it is asked of another org.
	Elsewhere bool
}

// A Way is needs that must all be met.
type Way struct {
	Needs []Need
	// Delegates says that all that the resource, a role, holds is needed
	// besides.
	Delegates bool
}

// A Need is a permission, by number, and where it is needed.
type Need struct {
	Permission int32
	At         Selector
}

// A Selector is the number of what stands for places: those that the request
// gives a meaning first.
type Selector int32

const (
	AtResource Selector = iota
	AtDashboard
	AtFolder
	AtMember
	AtUser
	firstFixed
)

var selectorNames = [firstFixed]string{"resource", "dashboard", "folder", "member", "user"}

// newVocabulary numbers the words that the rows have.
func newVocabulary(r *policy.Rows, permissions *Numbering) vocabulary {
	v := vocabulary{Actions: newWords(nil)}
	for _, name := range selectorNames {
		v.Selectors.Number(name)
	}
	for name := range r.FixedPlaces {
		v.Selectors.Number(name)
	}
	for _, kinds := range r.Requirements {
		for kind := range kinds {
			v.Kinds.Number(kind)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(r.Types)) {
		row := r.Types[name]
		v.addType(&ResourceType{
			Name:         name,
			Shape:        typeShapes[name],
			Number:       slices.IndexFunc(representatives.ItemTypes, func(t representatives.ItemType) bool { return t.Type == name }),
			Declarable:   row.Scope != "",
			OnDashboards: row.OnDashboards,
			InFolders:    row.InFolders && row.Scope == "",
			Kind:         v.Kinds.Number(name),
			Special:      v.Kinds.Number(map[string]string{"folder": representatives.General, "org": anotherOrg, "role": "fixed role"}[name]),
			OfDashboard:  v.Kinds.Number(name + " of a dashboard"),
			inGeneral:    v.Kinds.Number(name + " in General"),
			InFolder:     v.Kinds.Number(name + " in a folder"),
		})
	}
	v.Dashboards = v.TypeOf("dashboard")
	v.ActionNames = slices.Sorted(maps.Keys(r.Actions))
	for n, name := range v.ActionNames {
		v.Actions.put(name, int32(n))
		v.Plans = append(v.Plans, v.plansOf(r, name, permissions))
		v.Ruled = append(v.Ruled, r.Requirements[name] != nil)
	}
	for old, name := range r.Renamed {
		if n := v.Actions.Find(name); n >= 0 {
			v.Actions.put(old, n)
		}
	}
	v.MemberScopes = []string{r.MemberPlaces.Scope}
	for _, kind := range v.Kinds.Names {
		v.KindScopes = append(v.KindScopes, r.KindScopes[kind])
	}
	return v
}

// TypeOf is the type with a name, or nil.
func (v *vocabulary) TypeOf(name string) *ResourceType {
	if len(name) < len(v.types) {
		for _, t := range v.types[len(name)] {
			if t.Name == name {
				return t
			}
		}
	}
	return nil
}

func (v *vocabulary) addType(t *ResourceType) {
	for len(v.types) <= len(t.Name) {
		v.types = append(v.types, nil)
	}
	v.types[len(t.Name)] = append(v.types[len(t.Name)], t)
}

// plansOf are the plans of an action by kind. An action that has no rule for
// a kind may be asked of it without a scope, if the rows say where.
func (v *vocabulary) plansOf(r *policy.Rows, action string, permissions *Numbering) []*Plan {
	plans := make([]*Plan, len(v.Kinds.Names))
	for n, kind := range v.Kinds.Names {
		ways := r.Requirements[action][kind]
		if at := r.Unscoped[kind]; ways == nil && at != "" && !r.Coined[action] && !r.Without[action] {
			ways = [][][2]string{{{action, at}}}
		}
		if ways == nil {
			continue
		}
		p := &Plan{action: action, Elsewhere: kind == anotherOrg}
		delegating := r.Delegating[action] && (kind == "role" || kind == "fixed role")
		for _, pairs := range ways {
			w := Way{
				Needs:     v.needs(pairs, permissions),
				Delegates: delegating && slices.Contains(pairs, [2]string{action, "delegate"}),
			}
			p.Ways = append(p.Ways, w)
			p.AsksMember = p.AsksMember || slices.ContainsFunc(w.Needs, func(n Need) bool { return n.At == AtMember })
		}
		plans[n] = p
	}
	return plans
}

// needs are the pairs of a permission and a selector.
func (v *vocabulary) needs(pairs [][2]string, permissions *Numbering) []Need {
	list := make([]Need, len(pairs))
	for i, pair := range pairs {
		list[i] = Need{permissions.Number(pair[0]), Selector(v.Selectors.Number(pair[1]))}
	}
	return list
}

// HangingKind is the kind of what belongs to a dashboard or a folder.
func (t *ResourceType) HangingKind(r *authzen.Resource) int32 {
	if r.Dashboard != "" && t.OnDashboards {
		return t.OfDashboard
	}
	if r.Folder != "" && t.InFolders {
		if r.Folder == representatives.General {
			return t.inGeneral
		}
		return t.InFolder
	}
	return t.Kind
}

// Kinds are those that resources of a type may be of.
func (t *ResourceType) Kinds() []int32 {
	return []int32{t.Kind, t.Special, t.OfDashboard, t.inGeneral, t.InFolder}
}

// ActionsOf are the actions that are asked of a type of resource.
func (x *Index) ActionsOf(typ string) []string {
	t := x.TypeOf(typ)
	if t == nil {
		return nil
	}
	var asked []string
	for n, action := range x.ActionNames {
		if slices.ContainsFunc(t.Kinds(), func(kind int32) bool { return x.Plans[n][kind] != nil }) {
			asked = append(asked, action)
		}
	}
	return asked
}

// sortedTypes are the types by name.
func (v *vocabulary) sortedTypes() []*ResourceType {
	types := slices.Concat(v.types...)
	slices.SortFunc(types, func(a, b *ResourceType) int { return strings.Compare(a.Name, b.Name) })
	return types
}

// OfResource reports whether each way takes one permission, on the resource.
func (p *Plan) OfResource() bool {
	return !slices.ContainsFunc(p.Ways, func(w Way) bool {
		return w.Delegates || len(w.Needs) != 1 || w.Needs[0].At != AtResource
	})
}

// OnlyPermission is the one permission on a thing that an action takes, if
// that is what it takes.
func (x *Index) OnlyPermission(action int32, kind int) (permission int32, ok bool) {
	p := x.Plans[action][x.TypeOf(representatives.ItemTypes[kind].Type).Kind]
	if p == nil || len(p.Ways) != 1 || !p.OfResource() {
		return 0, false
	}
	return p.Ways[0].Needs[0].Permission, true
}

// Giving are the sets that give a permission.
func (x *Index) Giving(permission int32) bitset.Set {
	sets := bitset.New(len(x.Sets))
	for n, given := range x.Sets {
		if given.Has(permission) {
			sets.Add(int32(n))
		}
	}
	return sets
}

// RuledFor reports whether the version has a rule for the action on the type of
// resource.
func (x *Index) RuledFor(r authzen.Request) bool {
	action, t := x.Actions.Find(r.Action), x.TypeOf(r.Resource.Type)
	return action >= 0 && t != nil && x.Plans[action][t.Kind] != nil
}
