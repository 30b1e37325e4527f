package policy

import (
	"encoding/json"
	"fmt"
)

// Rows is the document data.rolecall.index.rows. It describes one configuration.
type Rows struct {
	Version      string            `json:"version"`
	Actions      map[string]bool   `json:"actions"`
	Renamed      map[string]string `json:"renamed"`
	SubjectTypes map[string]bool   `json:"subject_types"`
	// InEveryOrg holds the types of subjects that are the same in every org. Subjects of
	// other types are unknown in the orgs that they do not belong to.
	InEveryOrg   map[string]bool                     `json:"in_every_org"`
	Types        map[string]TypeRow                  `json:"types"`
	Requirements map[string]map[string][][][2]string `json:"requirements"`
	Sets         map[string]map[string]bool          `json:"sets"`
	Globs        []globRow                           `json:"globs"`
	Globbed      map[string]bool                     `json:"globbed"`
	Grants       []GrantRow                          `json:"grants"`
	Members      []MemberRow                         `json:"members"`
	Users        []UserRow                           `json:"users"`
	Folders      []folderRow                         `json:"folders"`
	Places       []placeRow                          `json:"places"`
	FixedPlaces  map[string][]string                 `json:"fixed_places"`
	KindScopes   map[string][]string                 `json:"kind_scopes"`
	// Parted lists the scopes for which a glob can match a part of a name.
	Parted map[string]bool `json:"parted"`
	// LowerLogins reports whether logins and emails ignore case.
	LowerLogins  bool `json:"lower_logins"`
	MemberPlaces struct {
		Scope string   `json:"scope"`
		Above []string `json:"above"`
	} `json:"member_places"`
	Covering    map[string][]string    `json:"covering"`
	Delegations map[string][][2]string `json:"delegations"`
	Coined      map[string]bool        `json:"coined"`
	// Weights tells how much a change of who can do an action matters: 3 for one that decides
	// what others can do, 1 for one that only reads. WeightyHolders names the holders that
	// administer everything. Both are for the order of differences alone, and empty in the
	// rows of older policies.
	Weights        map[string]int    `json:"weights"`
	WeightyHolders map[string]string `json:"weighty_holders"`
	// Asks tells what each action asks without a resource: "list teams". It has no
	// other actions.
	Asks map[string]string `json:"asks"`
	// OfServer reports which of them are about the server, and not about an org.
	OfServer map[string]bool `json:"of_server"`
	// OfUnnamedSources is what a request about alert rules that does not name their data
	// sources needs for those: the permission to query each comes first.
	OfUnnamedSources [2][2]string `json:"of_unnamed_sources"`
	// MaxGroups is the number of groups that a session may have.
	MaxGroups  int                 `json:"max_groups"`
	Delegating map[string]bool     `json:"delegating"`
	FixedRoles map[string]bool     `json:"fixed_roles"`
	KindPlaces map[string][]string `json:"kind_places"`

	explanationRows
}

// A TypeRow describes a type of resource.
type TypeRow struct {
	// Scope is the beginning of the scopes of such resources, empty if an org
	// cannot declare them.
	Scope string `json:"scope"`
	// InFolders reports whether an undeclared resource may lie in a folder, and
	// OnDashboards whether it may belong to a dashboard.
	InFolders    bool `json:"in_folders"`
	OnDashboards bool `json:"on_dashboards"`
	// Alone reports whether a resource has no folder, dashboard and creator, and Only
	// whether there is just one, which has no id.
	Alone bool `json:"alone"`
	Only  bool `json:"only"`
	// Queries reports whether a request about a resource may name the data sources of
	// alert rules.
	Queries bool `json:"queries"`
	// Endings holds the kinds of resources whose ids end in a certain way, by the
	// ending.
	Endings map[string]string `json:"endings"`
}

// plugins describe the actions of plugins: the pattern of their names, what they ask without
// a resource, and the selector that one is needed at, by kind of resource.
type plugins struct {
	Asks      string            `json:"asks"`
	Pattern   string            `json:"pattern"`
	Selectors map[string]string `json:"selectors"`
}

// explanationRows hold the facts behind the other rows, for explanations.
type explanationRows struct {
	// OrgRoles holds the roles that an org can give.
	OrgRoles map[string]bool `json:"org_roles"`
	// EntryRoles holds the roles that an entry can be for.
	EntryRoles map[string]bool `json:"entry_roles"`
	// Levels lists what an entry grants, by kind of list and level.
	Levels map[string]map[string][]LevelRow `json:"levels"`
	// MatchedBy lists, for each holder, the other holders to which its entries grant
	// something, too, in lists and searches.
	MatchedBy map[string][]string `json:"matched_by"`
	// ByRoles lists what each role grants.
	ByRoles map[string][]RoleRow `json:"by_roles"`
	// MadeBy holds the action that makes a change in Grafana, and the type of
	// resource it applies to, by kind of change and kind of object.
	MadeBy map[string]map[string][2]string `json:"made_by"`
	// Plugins describes the actions of plugins, which roles hold.
	Plugins plugins `json:"plugins"`
	// LicensedEdits reports for which of them the server needs a licence.
	LicensedEdits map[string]map[string]bool `json:"licensed_edits"`
	// ActionSets holds the actions of each action set.
	ActionSets map[string]map[string]bool `json:"action_sets"`
	// Settings lists the settings that some rule depends on.
	Settings []string `json:"settings"`
	// Creator is the level that the creator of a resource gets, and the conditions
	// for that.
	Creator struct {
		Level string      `json:"level"`
		If    []Condition `json:"if"`
	} `json:"creator"`
	// Defaults lists the places of the lists that new resources get.
	Defaults []string `json:"defaults"`
	// Disregarded reports whether the list at a place has no effect.
	Disregarded map[string]bool `json:"disregarded"`
}

// A LevelRow is a set that an entry grants.
type LevelRow struct {
	Set string `json:"set"`
	// Place is the place of the grant; empty for the place of the list.
	Place string `json:"place"`
	// Matching reports whether the grant is to the holders in MatchedBy, and not to the
	// holder of the entry.
	Matching bool `json:"matching"`
}

// A RoleRow is a set that a role grants at a place. Assigned in every org, the role
// grants it at the places Outside, too, where no org counts.
type RoleRow struct {
	Place, Set string
	Outside    []string
}

func (r *RoleRow) UnmarshalJSON(b []byte) error {
	return tuple(b, &r.Place, &r.Set, &r.Outside)
}

// A GrantRow grants a holder a set of actions at a place of an org.
type GrantRow struct {
	Org, Place, Holder, Set string
	Grant                   struct {
		Because string `json:"because"`
		Source  string `json:"source"`
		// If lists the conditions of the grant, which all hold.
		If   []Condition `json:"if"`
		When string      `json:"when"`
		// By names the declaration behind the grant; zero for a rule of Grafana.
		By GivenBy `json:"by"`
		// Without holds permissions of the set that the grant leaves out.
		Without map[string]bool `json:"without"`
	}
}

// A Condition is a setting of the server, and whether it must be on.
type Condition struct {
	Setting string `json:"setting"`
	Is      bool   `json:"is"`
}

// A GivenBy names the declaration behind a grant. The package rolecall.grants describes
// the kinds.
type GivenBy struct {
	Kind   string `json:"kind"`
	Holder string `json:"holder"`
	Level  string `json:"level"`
	Lists  string `json:"lists"`
	Role   string `json:"role"`
	Scope  string `json:"scope"`
}

// A globRow grants a holder a set of actions at every place of an org that a glob
// matches. Globs are matched with the places in Globbed and with the scopes of single
// resources.
type globRow struct {
	GrantRow
	// Where comes before the scope in the names of the places.
	Where, Glob string
}

func (r *globRow) UnmarshalJSON(b []byte) error {
	return tuple(b, &r.Org, &r.Where, &r.Holder, &r.Glob, &r.Set, &r.Grant)
}

// A MemberRow lists the holders of a subject in an org, and the times when they expire.
type MemberRow struct {
	Org, Subject string
	Holders      []string
	Rest         struct {
		Disabled bool              `json:"disabled"`
		Expires  string            `json:"expires"`
		Tokens   map[string]string `json:"tokens"`
	}
}

// A UserRow lists the holders of a user in the context of an org without the user.
type UserRow struct {
	User     string
	Holders  []string
	Disabled bool
}

// A placeRow lists the places that cover a declared resource, nearest first.
type placeRow struct {
	Org, Type, ID string
	Places        []string
}

// A folderRow lists the places that cover an undeclared resource in a folder, nearest
// first, and those that count for the creator of an undeclared dashboard there.
type folderRow struct {
	Org, UID        string
	Places, Created []string
}

func (r *folderRow) UnmarshalJSON(b []byte) error {
	return tuple(b, &r.Org, &r.UID, &r.Places, &r.Created)
}

func (r *GrantRow) UnmarshalJSON(b []byte) error {
	return tuple(b, &r.Org, &r.Place, &r.Holder, &r.Set, &r.Grant)
}

func (r *MemberRow) UnmarshalJSON(b []byte) error {
	return tuple(b, &r.Org, &r.Subject, &r.Holders, &r.Rest)
}

func (r *UserRow) UnmarshalJSON(b []byte) error {
	return tuple(b, &r.User, &r.Holders, &r.Disabled)
}

func (r *placeRow) UnmarshalJSON(b []byte) error {
	return tuple(b, &r.Org, &r.Type, &r.ID, &r.Places)
}

// tuple decodes a JSON array of exactly as many elements as there are fields.
func tuple(b []byte, fields ...any) error {
	var elements []json.RawMessage
	if err := json.Unmarshal(b, &elements); err != nil {
		return err
	}
	if len(elements) != len(fields) {
		return fmt.Errorf("row of %d elements, want %d", len(elements), len(fields))
	}
	for i, field := range fields {
		if err := json.Unmarshal(elements[i], field); err != nil {
			return err
		}
	}
	return nil
}

// Rules returns the rows without those about declarations. If they are equal for two
// configurations, the same rules decide for both.
func (r *Rows) Rules() Rows {
	rules := *r
	rules.Sets, rules.Globs, rules.Grants = nil, nil, nil
	rules.Members, rules.Users, rules.Folders, rules.Places = nil, nil, nil, nil
	rules.explanationRows = explanationRows{}
	return rules
}
