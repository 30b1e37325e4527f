package schema

import (
	"time"

	"github.com/hashicorp/hcl/v2"
)

// TestBlock is a test block as written.
type TestBlock struct {
	Header
	Org         hcl.Expression     `hcl:"org,optional" type:"reference to an org" default:"that of what is asked about, or the one org that is declared" doc:"The org that is asked in."`
	As          hcl.Expression     `hcl:"as" type:"list of subjects" doc:"Who asks, each for itself: users, teams, service_account and api_key blocks, lists of an org as in org.main.editors, basic roles as in Viewer, and anonymous. A list, a team or a role stands for all who are in it, but for who is disabled."`
	Skip        *string            `hcl:"skip,optional" default:"not skipped" doc:"Why the test is left out for now."`
	SkipRange   hcl.Range          `hcl:"skip,attr_value_range"`
	Description string             `hcl:"description,optional" doc:"For people; Grafana does not see it."`
	Context     *TestContextBlock  `hcl:"context,block"`
	Allow       []ExpectationBlock `hcl:"allow,block"`
	Deny        []ExpectationBlock `hcl:"deny,block"`
	Range       hcl.Range          `hcl:",def_range" doc:"What subjects may do, and what they may not: each subject is asked for each action on each resource. Tests stand in files whose names end in _test.hcl or _test.hcl.json, which hold nothing else and which rolecall test alone reads."`
}

// TestContextBlock is the context block of a test as written.
type TestContextBlock struct {
	Time        *string        `hcl:"time,optional" default:"when the tests are run" doc:"The moment at which is asked, in RFC 3339, as in 2027-01-01T00:00:00Z."`
	TimeRange   hcl.Range      `hcl:"time,attr_value_range"`
	Groups      hcl.Expression `hcl:"groups,optional" type:"list of strings" doc:"The external groups of the sessions of the users who ask."`
	Description string         `hcl:"description,optional" doc:"For people; Grafana does not see it."`
	Range       hcl.Range      `hcl:",def_range" doc:"When is asked, and in what kind of session."`
}

// ExpectationBlock is an allow or deny block of a test as written.
type ExpectationBlock struct {
	Actions     hcl.Expression `hcl:"actions" type:"list of strings" doc:"The actions, by the newest Grafana's names for them."`
	On          hcl.Expression `hcl:"on,optional" type:"list of resources" default:"the org, for actions that need no resource" doc:"What they are done with: references to blocks, or objects for what no block declares, as in { dashboard = \"uid\", folder = folder.production } and { type = \"playlist\" }."`
	Description string         `hcl:"description,optional" doc:"For people; Grafana does not see it."`
	Range       hcl.Range      `hcl:",def_range" doc:"Actions, and what they are done with."`
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
	Org          hcl.Expression `hcl:"org,optional" type:"reference to an org" default:"that of what it is about, or the one org that is declared" doc:"The org that is asked in."`
	Actions      hcl.Expression `hcl:"actions" type:"list of strings" doc:"The actions, by the newest Grafana's names for them."`
	On           hcl.Expression `hcl:"on,optional" type:"list of resources" default:"the org itself, for actions that need no resource" doc:"What they are done with, and with it everything below: of a folder the folders in it and all that they hold, declared or not; of an org all that is in it. As in an allow block."`
	Only         hcl.Expression `hcl:"only,optional" type:"list of subjects" default:"anybody" doc:"Nobody else may do any of it. As the list as of a test; an empty list is nobody."`
	Never        hcl.Expression `hcl:"never,optional" type:"list of subjects" default:"nobody" doc:"None of them may do any of it."`
	AtLeast      *int           `hcl:"at_least,optional" default:"none" doc:"How many subjects must be able to do each of it, wherever it applies."`
	AtLeastRange hcl.Range      `hcl:"at_least,attr_value_range"`
	AtMost       *int           `hcl:"at_most,optional" default:"any number" doc:"How many subjects may be able to do each of it."`
	AtMostRange  hcl.Range      `hcl:"at_most,attr_value_range"`
	Description  string         `hcl:"description,optional" doc:"For people; Grafana does not see it."`
	Range        hcl.Range      `hcl:",def_range" doc:"What must hold of everybody in the configuration. rolecall test and rolecall build check it, and a broken one stops the build."`
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
