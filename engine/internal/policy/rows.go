package policy

import (
	"encoding/json"
	"fmt"
)

// Rows is the document data.rolecall.index.rows.
type Rows struct {
	Version      string                              `json:"version"`
	Actions      map[string]bool                     `json:"actions"`
	Renamed      map[string]string                   `json:"renamed"`
	SubjectTypes map[string]bool                     `json:"subject_types"`
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
	// Parted are the scopes of which globs may mean parts of the names.
	Parted map[string]bool `json:"parted"`
	// LowerLogins says that logins and emails are the same in any case.
	LowerLogins  bool `json:"lower_logins"`
	MemberPlaces struct {
		Scope string   `json:"scope"`
		Above []string `json:"above"`
	} `json:"member_places"`
	Covering    map[string][]string    `json:"covering"`
	Delegations map[string][][2]string `json:"delegations"`
	Coined      map[string]bool        `json:"coined"`
	Without     map[string]bool        `json:"without"`
	Unscoped    map[string]string      `json:"unscoped"`
	Becoming    BecomingRows           `json:"becoming"`
	// MaxGroups is how many groups a session may show.
	MaxGroups  int                 `json:"max_groups"`
	Delegating map[string]bool     `json:"delegating"`
	FixedRoles map[string]bool     `json:"fixed_roles"`
	KindPlaces map[string][]string `json:"kind_places"`

	explanationRows
}

// A TypeRow is a type of resource.
type TypeRow struct {
	// Scope is what the scope of one begins with; empty for a type that an org
	// does not declare.
	Scope string `json:"scope"`
	// InFolders says that one which is not declared may lie in a folder, and
	// OnDashboards that one may hang on a dashboard.
	InFolders    bool `json:"in_folders"`
	OnDashboards bool `json:"on_dashboards"`
}

// explanationRows say what stands behind the other rows, for explanations.
type explanationRows struct {
	// Origins are what of a subject makes it a holder.
	Origins map[string]string `json:"origins"`
	// Levels are the sets that an entry gives, by kind of list and level.
	Levels map[string]map[string][]string `json:"levels"`
	// Anywhere are those that it gives in the whole org.
	Anywhere map[string]map[string][]string `json:"anywhere"`
	// Listed are the holders whose entries lists match, by holder.
	Listed map[string][]string `json:"listed"`
	// ByRoles are what each role gives: places and sets.
	ByRoles map[string][][2]string `json:"by_roles"`
	// MadeBy are the actions that make a change in Grafana, and the types
	// that they are asked of, by kind of change and what is changed.
	MadeBy map[string]map[string][2]string `json:"made_by"`
	// ActionSets are the actions of each action set.
	ActionSets map[string]map[string]bool `json:"action_sets"`
	// Settings are those that some rule takes.
	Settings []string `json:"settings"`
	// Creator is the level of whoever created something, and the setting
	// that it takes.
	Creator struct {
		Level   string `json:"level"`
		Setting string `json:"setting"`
	} `json:"creator"`
	// Inheritance is where it is known from that roles come with others.
	Inheritance string `json:"inheritance"`
	// Defaults are the places of the lists that things are created with.
	Defaults []string `json:"defaults"`
}

// BecomingRows are the holders that a subject becomes.
type BecomingRows struct {
	// Role and TeamLevel are those of each role in an org, and of each level in
	// a team.
	Role      map[string][]string `json:"role"`
	TeamLevel map[string][]string `json:"team_level"`
	// Member are those of a user in an org, besides itself and its role.
	Member []string `json:"member"`
	// ServerAdmin are those of a server admin, and ServerAdminMember those of
	// one in an org that it is in.
	ServerAdmin       []string `json:"server_admin"`
	ServerAdminMember []string `json:"server_admin_member"`
}

// A GrantRow gives a holder a set of actions at a place of an org.
type GrantRow struct {
	Org, Place, Holder, Set string
	Grant                   struct {
		Because string `json:"because"`
		Source  string `json:"source"`
		// If are the settings that the grant takes, joined by " and ".
		If   string `json:"if"`
		When string `json:"when"`
		// By is what of the configuration gave the grant; zero for a rule.
		By GivenBy `json:"by"`
		// Without are permissions of the set that the grant does not give.
		Without map[string]bool `json:"without"`
	}
}

// A GivenBy is what of the configuration gave a grant: rolecall.grants describes
// the kinds.
type GivenBy struct {
	Kind   string `json:"kind"`
	Holder string `json:"holder"`
	Level  string `json:"level"`
	Lists  string `json:"lists"`
	Role   string `json:"role"`
	Scope  string `json:"scope"`
}

// A globRow gives a holder a set of actions at every place of an org that a
// glob matches, of those that globs are matched with: those in Globbed, and the
// scopes of single things.
type globRow struct {
	GrantRow
	// Where is what stands before the scope in the names of the places.
	Where, Glob string
}

func (r *globRow) UnmarshalJSON(b []byte) error {
	return tuple(b, &r.Org, &r.Where, &r.Holder, &r.Glob, &r.Set, &r.Grant)
}

// A MemberRow says which holders a subject has in an org, and until when.
type MemberRow struct {
	Org, Subject string
	Holders      []string
	Rest         struct {
		Disabled bool              `json:"disabled"`
		Expires  string            `json:"expires"`
		Tokens   map[string]string `json:"tokens"`
	}
}

// A UserRow says which holders a user has in the context of every org.
type UserRow struct {
	User     string
	Holders  []string
	Disabled bool
}

// A placeRow says which places cover a declared resource, nearest first.
type placeRow struct {
	Org, Type, ID string
	Places        []string
}

// A folderRow says which places cover what is not declared and lies in a
// folder, nearest first.
type folderRow struct {
	Org, UID string
	Places   []string
}

func (r *folderRow) UnmarshalJSON(b []byte) error {
	return tuple(b, &r.Org, &r.UID, &r.Places)
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

// tuple reads a JSON array of as many elements as there are fields.
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

// Rules returns the rows without those about what is declared: the same rules decide
// on two configurations if these are equal.
func (r *Rows) Rules() Rows {
	rules := *r
	rules.Sets, rules.Globs, rules.Grants = nil, nil, nil
	rules.Members, rules.Users, rules.Folders, rules.Places = nil, nil, nil, nil
	rules.Becoming, rules.explanationRows = BecomingRows{}, explanationRows{}
	return rules
}
