package index

import (
	"fmt"

	"github.com/rolecall/rolecall/engine/internal/bitset"
	"github.com/rolecall/rolecall/engine/internal/policy"
	"github.com/rolecall/rolecall/engine/internal/representatives"
	"github.com/rolecall/rolecall/internal/document"
)

// An Index is what follows from a configuration, arranged for decisions.
type Index struct {
	Rows *policy.Rows
	Data *document.World

	// Orgs are by number, and orgNumbers the numbers by label and name.
	Orgs       []*Org
	OrgNumbers words
	// DefaultOrg is nil unless one org alone is declared.
	DefaultOrg *Org

	// Users are the numbers of users by login and by email, in the order
	// of the logins.
	Users  words
	Logins []string
	// TypesByName and roleIDs are what lists go through.
	TypesByName []*ResourceType
	RoleIDs     []string

	vocabulary
	// Permissions are what sets give; sets are the permissions of each by
	// number, and setNumbers the numbers by name.
	Permissions Numbering
	Sets        []bitset.Set
	// Alike are the numbers that permissions share which the same sets give.
	Alike      []int32
	SetNumbers map[string]int32
	// Holders are those that are no instances, such as roles; a subject
	// has a bit for each.
	Holders Numbering
	// Held is what delegating each role takes, and byRoles what each gives:
	// places and sets.
	Held    map[string][]Need
	ByRoles map[string][][2]string
	// covering are the places of the selectors of custom roles' scopes, by
	// selector.
	covering map[string]covering
	// GrantsOf are what roles that are assigned give to each kind of holder.
	GrantsOf map[representatives.Assignment][]roleGrant
	// made are the rows of what custom roles give.
	made []policy.GrantRow

	// sample is what the rows were made for: items are the places of its
	// things, and inside those of what lies in each of its folders.
	sample        *representatives.Sample
	items, inside map[itemKey][]string
}

// An itemKey names a thing of an org.
type itemKey struct{ org, typ, id string }

// An Org is what is in one org.
type Org struct {
	Label  string
	Number int32
	Data   *document.Org

	// Subjects are all users, the other subjects of the org before them:
	// ordered by type, then id.
	Subjects  []Subject
	FirstUser int32
	// Others are the numbers of those that are no users, by key.
	Others    map[string]int32
	OtherKeys []string
	// Owners are the holders that are instances and have been granted
	// something: users, teams and accounts. Their numbers follow those of
	// the others.
	Owners Numbering
	// Assigned are the owners that something is granted to at a wide
	// place, as roles are.
	Assigned map[Holder]bool

	// Places are the places that something is granted at.
	Places map[string]*Place
	// Globs are the grants at places that are not declared.
	Globs []GlobGrant

	// Things are what is declared, by the number of their type.
	Things []things
	// Folders are the covers of what is not declared and lies in a folder.
	Folders map[string]*Cover
	// Fixed are the covers of the selectors that do not depend on the
	// request, kinds those of what an org does not declare, by the numbers
	// of both; members is what is above every member.
	Fixed, Kinds []Cover
	Members      Cover
	// Wides are those that the covers share, by the names of their places.
	Wides map[string]*Wide

	reverse
}

// things are the things of one type that an org declares.
type things struct {
	Numbers words
	IDs     []string
	Covers  []Cover
	// ByWide are the numbers of those that share a wide.
	ByWide map[*Wide][]int32
}

// findAlike finds the permissions that the same sets give.
func (x *Index) findAlike() {
	numbers := map[string]int32{}
	x.Alike = make([]int32, len(x.Permissions.Names))
	for n := range x.Alike {
		giving := fmt.Sprint(x.Giving(int32(n)))
		number, ok := numbers[giving]
		if !ok {
			number = int32(len(numbers))
			numbers[giving] = number
		}
		x.Alike[n] = number
	}
}

// A Holder is the number of a holder: of one that is no instance, or of one
// among the owners of an org.
type Holder int32

// FirstOwner is the number of the first owner. Holders below have a bit in the
// mask of a subject.
const FirstOwner = 64

// A Grant is what a holder has been granted at a place. It is kept small: many
// decisions find theirs in one line of the processor's cache.
type Grant struct {
	Holder Holder
	Set    int32
	// Creator says that it counts for whoever created the resource alone.
	Creator bool
}

// An Origin is what made a grant: the number of a row, and where it was
// declared or is known from.
type Origin struct {
	Row    int32
	Source string
}

// A Place is what is granted at a place, ordered by holder: the first are
// to holders that are no instances, the others, from owners on, to owners.
type Place struct {
	Grants  []Grant
	Owners  int
	Origins []Origin
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

// Things are those of a type that the place is near to.
func (at *Place) Things(typ int) []int32 {
	for i := range at.nearTo {
		if at.nearTo[i].typ == typ {
			return at.nearTo[i].numbers
		}
	}
	return nil
}

// A GlobGrant is a grant at the places that a glob matches.
type GlobGrant struct {
	Glob   *ScopeGlob
	Grant  Grant
	Origin Origin
}

// A Numbering gives numbers to names, from first.
type Numbering struct {
	Of    map[string]int32
	Names []string
	first int32
}

func (n *Numbering) Number(name string) int32 {
	if i, ok := n.Of[name]; ok {
		return i
	}
	if n.Of == nil {
		n.Of = map[string]int32{}
	}
	i := n.first + int32(len(n.Names))
	n.Of[name] = i
	n.Names = append(n.Names, name)
	return i
}

func (n *Numbering) Name(i int32) string { return n.Names[i-n.first] }

// UserKey is the key of the user with a number.
func (x *Index) UserKey(n int32) string { return "user:" + x.Logins[n] }

// HolderName is the name of a holder in an org.
func (x *Index) HolderName(o *Org, h Holder) string {
	if h >= FirstOwner {
		return o.Owners.Name(int32(h))
	}
	return x.Holders.Name(int32(h))
}

// Org is the org with a label or name, or nil.
func (x *Index) Org(id string) *Org {
	if n := x.OrgNumbers.Find(id); n >= 0 {
		return x.Orgs[n]
	}
	return nil
}

// Other is a subject that is no user, or nil.
func (o *Org) Other(key string) *Subject {
	if n, ok := o.Others[key]; ok {
		return &o.Subjects[n]
	}
	return nil
}

// Thing is the cover of what is declared, or nil.
func (o *Org) Thing(t *ResourceType, id string) *Cover {
	things := &o.Things[t.Number]
	if n := things.Numbers.Find(id); n >= 0 {
		return &things.Covers[n]
	}
	return nil
}

// Created is what counts for whoever created an undeclared dashboard in a
// folder.
func (o *Org) Created(x *Index, folder string) *Wide {
	if folder == representatives.General {
		return o.Fixed[x.Selectors.Of["created in General"]].Wide
	}
	return o.Fixed[x.Selectors.Of["created in a folder"]].Wide
}

// Exact is what is granted at a scope of an id, or nil.
func (o *Org) Exact(scope, id string) *Place {
	var buffer [128]byte
	name := append(append(append(buffer[:0], scope...), ':'), id...)
	return o.Places[string(name)]
}

// Newest is the newest name of an action.
func (x *Index) Newest(action string) string {
	if name, ok := x.Rows.Renamed[action]; ok {
		return name
	}
	return action
}

func (x *Index) OrgLabels() []string {
	labels := make([]string, len(x.Orgs))
	for i, o := range x.Orgs {
		labels[i] = o.Label
	}
	return labels
}
