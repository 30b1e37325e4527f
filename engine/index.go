package engine

import (
	"fmt"

	"github.com/rolecall/rolecall/engine/internal/bitset"
	"github.com/rolecall/rolecall/engine/internal/policy"
	"github.com/rolecall/rolecall/engine/internal/representatives"
	"github.com/rolecall/rolecall/internal/document"
)

// An index is what follows from a configuration, arranged so that a decision
// is a few lookups however much is declared. It is built once and not changed
// after.
//
// Subjects, holders, permissions and things are numbered; the numbers mean
// nothing outside of an index, and those of holders, subjects and things
// nothing outside of their org.
type index struct {
	rows *policy.Rows
	data *document.World

	// orgs are by number, and orgNumbers the numbers by label and name.
	orgs       []*orgIndex
	orgNumbers words
	// defaultOrg is nil unless one org alone is declared.
	defaultOrg *orgIndex

	// users are the numbers of users by login and by email, in the order
	// of the logins.
	users  words
	logins []string
	// typesByName and roleIDs are what lists go through.
	typesByName []*resourceType
	roleIDs     []string

	vocabulary
	// permissions are what sets give; sets are the permissions of each by
	// number, and setNumbers the numbers by name.
	permissions numbering
	sets        []bitset.Set
	// alike are the numbers that permissions share which the same sets give.
	alike      []int32
	setNumbers map[string]int32
	// holders are those that are no instances, such as roles; a subject
	// has a bit for each.
	holders numbering
	// held is what delegating each role takes, and byRoles what each gives:
	// places and sets.
	held    map[string][]need
	byRoles map[string][][2]string
	// covering are the places of the selectors of custom roles' scopes, by
	// selector.
	covering map[string]covering
	// grantsOf are what roles that are assigned give to each kind of holder.
	grantsOf map[representatives.Assignment][]roleGrant
	// made are the rows of what custom roles give.
	made []policy.GrantRow

	// sample is what the rows were made for: items are the places of its
	// things, and inside those of what lies in each of its folders.
	sample        *representatives.Sample
	items, inside map[itemKey][]string
}

// An itemKey names a thing of an org.
type itemKey struct{ org, typ, id string }

// An orgIndex is what is in one org.
type orgIndex struct {
	label  string
	number int32
	data   *document.Org

	// subjects are all users, the other subjects of the org before them:
	// ordered by type, then id.
	subjects  []subject
	firstUser int32
	// others are the numbers of those that are no users, by key.
	others    map[string]int32
	otherKeys []string
	// owners are the holders that are instances and have been granted
	// something: users, teams and accounts. Their numbers follow those of
	// the others.
	owners numbering
	// assigned are the owners that something is granted to at a wide
	// place, as roles are.
	assigned map[holder]bool

	// places are the places that something is granted at.
	places map[string]*placeIndex
	// globs are the grants at places that are not declared.
	globs []globGrant

	// things are what is declared, by the number of their type.
	things []things
	// folders are the covers of what is not declared and lies in a folder.
	folders map[string]*cover
	// fixed are the covers of the selectors that do not depend on the
	// request, kinds those of what an org does not declare, by the numbers
	// of both; members is what is above every member.
	fixed, kinds []cover
	members      cover
	// wides are those that the covers share, by the names of their places.
	wides map[string]*wide

	reverse
}

// things are the things of one type that an org declares.
type things struct {
	numbers words
	ids     []string
	covers  []cover
	// byWide are the numbers of those that share a wide.
	byWide map[*wide][]int32
}

// findAlike finds the permissions that the same sets give.
func (x *index) findAlike() {
	numbers := map[string]int32{}
	x.alike = make([]int32, len(x.permissions.names))
	for n := range x.alike {
		giving := fmt.Sprint(x.giving(int32(n)))
		number, ok := numbers[giving]
		if !ok {
			number = int32(len(numbers))
			numbers[giving] = number
		}
		x.alike[n] = number
	}
}

// A holder is the number of a holder: of one that is no instance, or of one
// among the owners of an org.
type holder int32

// firstOwner is the number of the first owner. Holders below have a bit in the
// mask of a subject.
const firstOwner = 64

// A grant is what a holder has been granted at a place. It is kept small: many
// decisions find theirs in one line of the processor's cache.
type grant struct {
	holder holder
	set    int32
	// creator says that it counts for whoever created the resource alone.
	creator bool
}

// An origin is what made a grant: the number of a row, and where it was
// declared or is known from.
type origin struct {
	row    int32
	source string
}

// A placeIndex is what is granted at a place, ordered by holder: the first are
// to holders that are no instances, the others, from owners on, to owners.
type placeIndex struct {
	grants  []grant
	owners  int
	origins []origin
	name    string
	// nearTo are the things that the place is near to: those of one type or
	// two.
	nearTo []nearThings
}

// nearThings are things by number, and the number of their type.
type nearThings struct {
	typ     int
	numbers []int32
}

// things are those of a type that the place is near to.
func (at *placeIndex) things(typ int) []int32 {
	for i := range at.nearTo {
		if at.nearTo[i].typ == typ {
			return at.nearTo[i].numbers
		}
	}
	return nil
}

// A globGrant is a grant at the places that a glob matches.
type globGrant struct {
	glob   *scopeGlob
	grant  grant
	origin origin
}

// A numbering gives numbers to names, from first.
type numbering struct {
	of    map[string]int32
	names []string
	first int32
}

func (n *numbering) number(name string) int32 {
	if i, ok := n.of[name]; ok {
		return i
	}
	if n.of == nil {
		n.of = map[string]int32{}
	}
	i := n.first + int32(len(n.names))
	n.of[name] = i
	n.names = append(n.names, name)
	return i
}

func (n *numbering) name(i int32) string { return n.names[i-n.first] }

// userKey is the key of the user with a number.
func (x *index) userKey(n int32) string { return "user:" + x.logins[n] }

// holderName is the name of a holder in an org.
func (x *index) holderName(o *orgIndex, h holder) string {
	if h >= firstOwner {
		return o.owners.name(int32(h))
	}
	return x.holders.name(int32(h))
}

// org is the org with a label or name, or nil.
func (x *index) org(id string) *orgIndex {
	if n := x.orgNumbers.find(id); n >= 0 {
		return x.orgs[n]
	}
	return nil
}

// other is a subject that is no user, or nil.
func (o *orgIndex) other(key string) *subject {
	if n, ok := o.others[key]; ok {
		return &o.subjects[n]
	}
	return nil
}

// thing is the cover of what is declared, or nil.
func (o *orgIndex) thing(t *resourceType, id string) *cover {
	things := &o.things[t.number]
	if n := things.numbers.find(id); n >= 0 {
		return &things.covers[n]
	}
	return nil
}

// created is what counts for whoever created an undeclared dashboard in a
// folder.
func (o *orgIndex) created(x *index, folder string) *wide {
	if folder == representatives.General {
		return o.fixed[x.selectors.of["created in General"]].wide
	}
	return o.fixed[x.selectors.of["created in a folder"]].wide
}

// exact is what is granted at a scope of an id, or nil.
func (o *orgIndex) exact(scope, id string) *placeIndex {
	var buffer [128]byte
	name := append(append(append(buffer[:0], scope...), ':'), id...)
	return o.places[string(name)]
}

// newest is the newest name of an action.
func (x *index) newest(action string) string {
	if name, ok := x.rows.Renamed[action]; ok {
		return name
	}
	return action
}

func (x *index) orgLabels() []string {
	labels := make([]string, len(x.orgs))
	for i, o := range x.orgs {
		labels[i] = o.label
	}
	return labels
}
