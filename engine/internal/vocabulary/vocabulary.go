package vocabulary

import (
	"maps"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/engine/authzen"
	"github.com/rolecall/rolecall/engine/internal/policy"
	"github.com/rolecall/rolecall/engine/internal/representatives"
)

// A Vocabulary has the words of requests, and what each action needs on each kind of
// resource. It does not change once the index is made.
type Vocabulary struct {
	// Actions maps each name of the known actions to the number of the action.
	// ActionNames has the newest name of each, sorted.
	Actions     Words
	ActionNames []string
	// Ruled reports for each action whether it has a rule for some kind of resource.
	Ruled []bool
	// ofServer reports for each action whether a request without a resource is about the
	// server.
	ofServer []bool
	// TypesByName has all types, sorted by name. types has them by the length of the
	// name, as few names have the same length.
	TypesByName []*ResourceType
	types       [][]*ResourceType
	Dashboards  *ResourceType
	DataSources *ResourceType
	Kinds       Numbering
	// Plans are the plans of each action by kind; nil if Grafana does not check the
	// action on the kind.
	Plans     [][]*Plan
	Selectors Numbering
	// OfSource is the permission that an alert rule takes on each of its data sources, and
	// SomeSource the selector of those of an org, for a request that does not name them.
	OfSource   int32
	SomeSource Selector
	// KindScopes are the exact scopes of the resources of each kind.
	KindScopes     [][]string
	selectorScopes [][]string
	// OfResource are the selectors whose places are other ones for each resource.
	OfResource []Selector
}

// A ResourceType is a type of resource, with the kinds that its resources may have.
type ResourceType struct {
	Name       string
	Shape      typeShape
	Declarable bool
	// OnDashboards reports whether the resources may belong to a dashboard, and
	// InFolders whether they may be in a folder and have a kind of their own there.
	OnDashboards, InFolders bool
	// Alone reports whether a resource has no folder, dashboard and creator, and Only whether
	// there is just one, which has no id.
	Alone, Only bool
	// Queries reports whether a request about a resource may name the data sources of
	// alert rules.
	Queries bool
	// Number is the number among the types of declared resources, if it is one.
	Number int
	Kind   int32
	// Special is the kind of General, of another org, or of a fixed role.
	Special                          int32
	OfDashboard, inGeneral, InFolder int32
	// endings are the kinds of resources whose ids end in a certain way.
	endings map[string]int32
}

// A typeShape tells the types of the language apart that are matched in their own way.
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

// general is the kind of the folder General, and anotherOrg that of every org other than that
// of the context.
const (
	general    = "the General folder"
	anotherOrg = "another org"
)

// A Plan has the ways to be allowed an action on a kind of resource. One is enough.
type Plan struct {
	Ways []Way
	// AsksMember reports whether the resource must be a member of the org.
	AsksMember bool
	// Elsewhere reports whether the kind is another org.
	Elsewhere bool
}

// A Way has needs that must all be met.
type Way struct {
	Needs []Need
	// Delegates reports whether all permissions of the resource, a role, are needed
	// too.
	Delegates bool
	// OfNamed are the needs besides querying the data sources, if the request names them.
	// It is nil if the way does not need that.
	OfNamed []Need
}

// A Need is a permission, by number, and the selector of the places that count.
type Need struct {
	Permission int32
	At         Selector
}

// A Selector is the number of a name for places. The first ones mean other places in each
// request.
type Selector int32

const (
	AtResource Selector = iota
	AtDashboard
	AtFolder
	AtMember
	AtUser
	firstFixed
)

// AtSource returns the selector of a data source that the request names, by its number there
// from 0. Source returns the number, which is not ok for other selectors.
func AtSource(n int) Selector { return Selector(-1 - n) }

func (s Selector) Source() (n int, ok bool) { return -1 - int(s), s < 0 }

var selectorNames = [firstFixed]string{"resource", "dashboard", "folder", "member", "user"}

// New returns the vocabulary of rows. It adds the permissions that the rows need.
func New(r *policy.Rows, permissions *Numbering) Vocabulary {
	v := Vocabulary{Actions: Words{}}
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
		v.addType(ResourceType{
			Name:         name,
			Shape:        typeShapes[name],
			Number:       slices.IndexFunc(representatives.ItemTypes, func(t representatives.ItemType) bool { return t.Type == name }),
			Declarable:   row.Scope != "",
			OnDashboards: row.OnDashboards,
			InFolders:    row.InFolders && row.Scope == "",
			Alone:        row.Alone,
			Only:         row.Only,
			Queries:      row.Queries,
			Kind:         v.Kinds.Number(name),
			Special:      v.Kinds.Number(map[string]string{"folder": general, "org": anotherOrg, "role": "fixed role"}[name]),
			OfDashboard:  v.Kinds.Number(name + " of a dashboard"),
			inGeneral:    v.Kinds.Number(name + " in General"),
			InFolder:     v.Kinds.Number(name + " in a folder"),
			endings:      numbered(&v.Kinds, row.Endings),
		})
	}
	v.Dashboards, v.DataSources = v.TypeOf("dashboard"), v.TypeOf("data_source")
	some := v.NeedsOf(r.OfUnnamedSources[:1], permissions)[0]
	v.OfSource, v.SomeSource = some.Permission, some.At
	v.ActionNames = slices.Sorted(maps.Keys(r.Actions))
	for n, name := range v.ActionNames {
		v.Actions.Put(name, int32(n))
		v.Plans = append(v.Plans, v.plansOf(r, name, permissions))
		v.Ruled = append(v.Ruled, r.Requirements[name] != nil)
		v.ofServer = append(v.ofServer, r.OfServer[name])
	}
	for old, name := range r.Renamed {
		if n := v.Actions.Find(name); n >= 0 {
			v.Actions.Put(old, n)
		}
	}
	v.selectorScopes = make([][]string, len(v.Selectors.Names))
	v.OfResource = []Selector{AtResource, AtDashboard, AtFolder, AtMember}
	for n, name := range v.Selectors.Names[firstFixed:] {
		if scopes := r.KindScopes[name]; scopes != nil {
			s := firstFixed + Selector(n)
			v.selectorScopes[s], v.OfResource = scopes, append(v.OfResource, s)
		}
	}
	v.selectorScopes[AtMember] = []string{r.MemberPlaces.Scope}
	v.selectorScopes[AtUser] = v.selectorScopes[AtMember]
	for _, kind := range v.Kinds.Names {
		v.KindScopes = append(v.KindScopes, r.KindScopes[kind])
	}
	return v
}

func numbered(kinds *Numbering, of map[string]string) map[string]int32 {
	numbers := make(map[string]int32, len(of))
	for ending, kind := range of {
		numbers[ending] = kinds.Number(kind)
	}
	return numbers
}

// TypeOf returns the type with a name, or nil.
func (v *Vocabulary) TypeOf(name string) *ResourceType {
	if len(name) < len(v.types) {
		for _, t := range v.types[len(name)] {
			if t.Name == name {
				return t
			}
		}
	}
	return nil
}

func (v *Vocabulary) addType(t ResourceType) {
	v.TypesByName = append(v.TypesByName, &t)
	for len(v.types) <= len(t.Name) {
		v.types = append(v.types, nil)
	}
	v.types[len(t.Name)] = append(v.types[len(t.Name)], &t)
}

// plansOf returns the plans of an action by kind.
func (v *Vocabulary) plansOf(r *policy.Rows, action string, permissions *Numbering) []*Plan {
	plans := make([]*Plan, len(v.Kinds.Names))
	for n, kind := range v.Kinds.Names {
		ways := r.Requirements[action][kind]
		if ways == nil {
			continue
		}
		p := &Plan{Elsewhere: kind == anotherOrg}
		delegating := r.Delegating[action] && (kind == "role" || kind == "fixed role")
		for _, pairs := range ways {
			w := Way{
				Needs:     v.NeedsOf(pairs, permissions),
				Delegates: delegating && slices.Contains(pairs, [2]string{action, "delegate"}),
			}
			if slices.Contains(pairs, r.OfUnnamedSources[0]) {
				w.OfNamed = v.NeedsOf(slices.DeleteFunc(slices.Clone(pairs), func(pair [2]string) bool {
					return slices.Contains(r.OfUnnamedSources[:], pair)
				}), permissions)
			}
			p.Ways = append(p.Ways, w)
			p.AsksMember = p.AsksMember || slices.ContainsFunc(w.Needs, func(n Need) bool { return n.At == AtMember })
		}
		plans[n] = p
	}
	return plans
}

// ScopesAt returns the exact scopes of the resource at which a selector, other than
// AtResource, means a permission to count; nil for none.
func (v *Vocabulary) ScopesAt(s Selector) []string {
	if int(s) < len(v.selectorScopes) {
		return v.selectorScopes[s]
	}
	return nil
}

// NeedsOf numbers pairs of a permission and a selector.
func (v *Vocabulary) NeedsOf(pairs [][2]string, permissions *Numbering) []Need {
	list := make([]Need, len(pairs))
	for i, pair := range pairs {
		list[i] = Need{permissions.Number(pair[0]), Selector(v.Selectors.Number(pair[1]))}
	}
	return list
}

// HangingKind returns the kind of a resource of the type, which may belong to a dashboard
// or be in a folder.
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
	for ending, kind := range t.endings {
		if strings.HasSuffix(r.ID, ending) {
			return kind
		}
	}
	return t.Kind
}

// Kinds returns the kinds that resources of the type may have.
func (t *ResourceType) Kinds() []int32 {
	return slices.AppendSeq([]int32{t.Kind, t.Special, t.OfDashboard, t.inGeneral, t.InFolder}, maps.Values(t.endings))
}

// PlanOn returns the plan of an action on a kind of a resource that a request names. It is
// nil if Grafana does not check that: a request about the server does not name an org.
func (v *Vocabulary) PlanOn(action int32, t *ResourceType, kind int32) *Plan {
	if t.Shape == OrgShape && v.ofServer[action] {
		return nil
	}
	return v.Plans[action][kind]
}

// ActionsOf returns the actions that Grafana checks on a type of resource.
func (v *Vocabulary) ActionsOf(typ string) []string {
	t := v.TypeOf(typ)
	if t == nil {
		return nil
	}
	var asked []string
	for n, action := range v.ActionNames {
		if slices.ContainsFunc(t.Kinds(), func(kind int32) bool { return v.PlanOn(int32(n), t, kind) != nil }) {
			asked = append(asked, action)
		}
	}
	return asked
}

// OfResource reports whether each way needs just one permission, on the resource.
func (p *Plan) OfResource() bool {
	return !slices.ContainsFunc(p.Ways, func(w Way) bool {
		return w.Delegates || w.OfNamed != nil || len(w.Needs) != 1 || w.Needs[0].At != AtResource
	})
}

// OnlyPermission returns the permission that an action needs on a declared resource, whose
// type has a number. It is not ok if the action needs anything else.
func (v *Vocabulary) OnlyPermission(action int32, typ int) (permission int32, ok bool) {
	p := v.Plans[action][v.TypeOf(representatives.ItemTypes[typ].Type).Kind]
	if p == nil || len(p.Ways) != 1 || !p.OfResource() {
		return 0, false
	}
	return p.Ways[0].Needs[0].Permission, true
}

// RuledFor reports whether the version has a rule for the action on the type of
// resource.
func (v *Vocabulary) RuledFor(r authzen.Request) bool {
	action, t := v.Actions.Find(r.Action), v.TypeOf(r.Resource.Type)
	return action >= 0 && t != nil && v.Plans[action][t.Kind] != nil
}
