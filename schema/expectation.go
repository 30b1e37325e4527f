package schema

import (
	"time"

	"github.com/hashicorp/hcl/v2"
)

// TestBlock is a test block as written.
type TestBlock struct {
	Header
	Org       hcl.Expression `hcl:"org,optional" type:"reference to an org" default:"the org of the resource, or the one org that is declared" doc:"The org of the requests."`
	As        hcl.Expression `hcl:"as" type:"list of subjects" doc:"The subjects, each by itself: users, teams, service_account and api_key blocks, lists of an org as in org.main.editors, basic roles as in Viewer, and anonymous. A list, a team or a role stands for all its users who are not disabled."`
	Skip      *string        `hcl:"skip,optional" default:"not skipped" doc:"The reason why the test is skipped for now."`
	SkipRange hcl.Range      `hcl:"skip,attr_value_range"`
	Note
	Context *TestContextBlock  `hcl:"context,block"`
	Allow   []ExpectationBlock `hcl:"allow,block"`
	Deny    []ExpectationBlock `hcl:"deny,block"`
	Range   hcl.Range          `hcl:",def_range" doc:"Expected decisions: each subject requests each action on each resource. Tests stand in files of their own, whose names end in _test.hcl or _test.hcl.json. Only rolecall test reads them."`
}

// TestContextBlock is the context block of a test as written.
type TestContextBlock struct {
	Time      *string        `hcl:"time,optional" default:"when the tests are run" doc:"The time of the requests, in RFC 3339, as in 2027-01-01T00:00:00Z."`
	TimeRange hcl.Range      `hcl:"time,attr_value_range"`
	Groups    hcl.Expression `hcl:"groups,optional" type:"list of strings" doc:"The external groups in the sessions of the users."`
	Note
	Range hcl.Range `hcl:",def_range" doc:"The time and the sessions of the requests."`
}

// ExpectationBlock is an allow or deny block of a test as written.
type ExpectationBlock struct {
	Actions hcl.Expression `hcl:"actions" type:"list of strings" doc:"The actions, by the newest Grafana's names for them."`
	On      hcl.Expression `hcl:"on,optional" type:"list of resources" default:"the org, for actions that need no resource" doc:"The resources: references to blocks, or objects for undeclared resources, as in { dashboard = \"uid\", folder = folder.production } and { type = \"playlist\" }."`
	Note
	Range hcl.Range `hcl:",def_range" doc:"Actions, and the resources they are for."`
}

// A Test is what subjects are expected to be allowed and denied.
type Test struct {
	// Name is the label, with the key of an instance.
	Name string
	// Skip is why the test is left out; empty for one that is not.
	Skip string
	// As are who asks, in the order of the list.
	As []SubjectRef
	// Time is when is asked, in UTC; the zero time is when the test is run.
	Time time.Time
	// Groups are the external groups of the sessions of users.
	Groups []string
	// Expectations are in the order of lines.
	Expectations []Expectation
	Range        hcl.Range
}

// An Expectation is that subjects are allowed, or denied, every action on
// every resource.
type Expectation struct {
	Allow   bool
	Actions []Text
	// On are the resources; the org itself where none is written.
	On    []ResourceRef
	Range hcl.Range
}

// InvariantBlock is an invariant block as written.
type InvariantBlock struct {
	Header
	Org          hcl.Expression `hcl:"org,optional" type:"reference to an org" default:"the org of the resource, or the one org that is declared" doc:"The org of the requests."`
	Actions      hcl.Expression `hcl:"actions" type:"list of strings" doc:"The actions, by the newest Grafana's names for them."`
	On           hcl.Expression `hcl:"on,optional" type:"list of resources" default:"the org itself, for actions that need no resource" doc:"The resources, as in an allow block, with everything below: for a folder the folders in it and everything in them, declared or not; for an org everything in it."`
	Only         hcl.Expression `hcl:"only,optional" type:"list of subjects" default:"anybody" doc:"The only subjects that may be allowed any of the actions, as in the list as of a test. An empty list allows nobody."`
	Never        hcl.Expression `hcl:"never,optional" type:"list of subjects" default:"nobody" doc:"Subjects that must not be allowed any of the actions."`
	AtLeast      *int           `hcl:"at_least,optional" default:"none" doc:"The fewest subjects that must be allowed each action, on each resource."`
	AtLeastRange hcl.Range      `hcl:"at_least,attr_value_range"`
	AtMost       *int           `hcl:"at_most,optional" default:"any number" doc:"The most subjects that may be allowed each action."`
	AtMostRange  hcl.Range      `hcl:"at_most,attr_value_range"`
	Note
	Range hcl.Range `hcl:",def_range" doc:"A condition on the access of all subjects. rolecall test and rolecall build check it, and a broken invariant stops the build."`
}

// An Invariant is what must hold of every subject of the configuration. It
// has at least one of the four conditions.
type Invariant struct {
	// Name is the label, with the key of an instance.
	Name    string
	Actions []Text
	// On are the resources; the org itself where none is written.
	On []ResourceRef
	// Only is nil when anybody may, and empty when nobody may.
	Only  []SubjectRef
	Never []SubjectRef
	// AtLeast and AtMost are nil for any number.
	AtLeast, AtMost *int
	Range           hcl.Range
}

// A SubjectRef is an item of a list of subjects: one subject, or all of a
// group. Exactly one of its fields is set, but that List comes with Org.
type SubjectRef struct {
	User           *User
	ServiceAccount *ServiceAccount
	APIKey         *APIKey
	// Anonymous stands for requests without signing in.
	Anonymous bool
	// Team stands for its members.
	Team *Team
	// Role stands for all who have it in the org that is asked in, and
	// GrafanaAdmin for the server admins.
	Role OrgRole
	// Org stands for the users in one of its lists, which List is the role
	// of.
	Org  *Org
	List OrgRole

	// Range is the item as written.
	Range hcl.Range
}

// String returns the item as it is written in a list.
func (s SubjectRef) String() string {
	switch {
	case s.User != nil:
		return s.User.Addr.String()
	case s.ServiceAccount != nil:
		return s.ServiceAccount.Addr.String()
	case s.APIKey != nil:
		return s.APIKey.Addr.String()
	case s.Team != nil:
		return s.Team.Addr.String()
	case s.Org != nil:
		for name, role := range OrgLists {
			if role == s.List {
				return s.Org.Addr.String() + "." + name
			}
		}
	case s.Anonymous:
		return AnonymousWord
	}
	return `"` + string(s.Role) + `"`
}

// AnonymousWord stands for requests without signing in.
const AnonymousWord = "anonymous"

// OrgLists are the lists of users of an org block by their attribute, with
// the role that each gives.
var OrgLists = map[string]OrgRole{"admins": Admin, "editors": Editor, "viewers": Viewer, "none": NoBasicRole}

// Own returns the org outside of which the subject does not exist, and the
// address of the subject; nil for users, and for groups of them.
func (s SubjectRef) Own() (*Org, Addr) {
	switch {
	case s.ServiceAccount != nil:
		return s.ServiceAccount.Org, s.ServiceAccount.Addr
	case s.APIKey != nil:
		return s.APIKey.Org, s.APIKey.Addr
	}
	return nil, Addr{}
}

// A ResourceRef is an item of a list of resources, in the words of a request.
type ResourceRef struct {
	// Org is where is asked; nil when no org is declared.
	Org *Org
	// Type is a type of resource; empty for the org itself.
	Type string
	// ID is the uid, name or login; empty for all of a kind.
	ID string
	// Folder and Dashboard are the uids of what an undeclared resource is
	// in or hangs on, and CreatedBy the login of who made it.
	Folder, Dashboard, CreatedBy string
	// Range is the item as written, or the block without a list.
	Range hcl.Range
}
