package schema

import (
	"reflect"
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

// A Test has expected decisions for some subjects.
type Test struct {
	// Name is the label, with the key of an instance.
	Name string
	// Skip is the reason for skipping the test; empty if it runs.
	Skip string
	// As are the subjects of the requests, in the order of the list.
	As []SubjectRef
	// Time is the time of the requests, in UTC; the zero time stands for
	// the time at which the test runs.
	Time time.Time
	// Groups are the external groups of the sessions of users.
	Groups []string
	// Expectations are in the order of lines.
	Expectations []Expectation
	Range        hcl.Range
}

// An Expectation expects that every action on every resource is allowed, or denied.
type Expectation struct {
	Allow   bool
	Actions []Text
	// On are the resources. Without a list, requests have no resource.
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

// An Invariant is a condition on the access of all subjects of the configuration. It
// has at least one of Only, Never, AtLeast and AtMost.
type Invariant struct {
	// Name is the label, with the key of an instance.
	Name    string
	Actions []Text
	// On are the resources. Without a list, requests have no resource.
	On []ResourceRef
	// Only is nil for no such condition, and empty if nobody may be allowed.
	Only  []SubjectRef
	Never []SubjectRef
	// AtLeast and AtMost are nil for any number.
	AtLeast, AtMost *int
	Range           hcl.Range
}

// A SubjectRef is an item of a list of subjects: one subject, or a group. Exactly one
// of its fields is set, or Org and List together.
type SubjectRef struct {
	User           *User
	ServiceAccount *ServiceAccount
	APIKey         *APIKey
	// Anonymous stands for requests without signing in.
	Anonymous bool
	// Team stands for its members.
	Team *Team
	// Role stands for all users with the role in the org of the request, and
	// GrafanaAdmin for the server admins.
	Role OrgRole
	// Org stands for the users in one of its lists. List is the role that
	// the list gives.
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

// OrgLists maps the attributes of an org block that list users to the roles that they
// give.
var OrgLists = map[string]OrgRole{"admins": Admin, "editors": Editor, "viewers": Viewer, "none": NoBasicRole}

// Own returns the org of the subject, and the address of the subject. The org is nil
// for a subject that may exist in several orgs: a user or a group of users.
func (s SubjectRef) Own() (*Org, Addr) {
	switch {
	case s.ServiceAccount != nil:
		return s.ServiceAccount.Org, s.ServiceAccount.Addr
	case s.APIKey != nil:
		return s.APIKey.Org, s.APIKey.Addr
	}
	return nil, Addr{}
}

// A ResourceRef is an item of a list of resources, with the fields of a request.
type ResourceRef struct {
	// Org is the org of the request; nil if no org is declared.
	Org *Org
	// Type is a type of resource; empty for the org itself.
	Type string
	// ID is the uid, name or login; empty for all resources of the type.
	ID string
	// Folder and Dashboard are the uids of the folder and the dashboard of
	// an undeclared resource, and CreatedBy is the login of its creator.
	Folder, Dashboard, CreatedBy string
	// DataSources holds the uids of the data sources that an alert rule queries; nil if they
	// are not known.
	DataSources *[]string
	// Range is the item as written, or the block without a list.
	Range hcl.Range
}

// OrgListsOf returns the names of the lists of users that an org has in a version, in the order
// of the language; all for an unknown version, which is empty.
func OrgListsOf(v Version) []string {
	var lists []string
	for _, a := range ShapeOf(reflect.TypeFor[OrgBlock]()).Attributes {
		if _, is := OrgLists[a.Name]; is && (v == "" || v.AtLeast(a.Since)) {
			lists = append(lists, a.Name)
		}
	}
	return lists
}
