package index

import (
	"fmt"

	"github.com/rolecall/rolecall/engine/internal/bitset"
	"github.com/rolecall/rolecall/engine/internal/policy"
	"github.com/rolecall/rolecall/engine/internal/representatives"
	"github.com/rolecall/rolecall/engine/internal/vocabulary"
	"github.com/rolecall/rolecall/internal/document"
)

// An Index has everything that follows from a configuration, arranged for decisions.
type Index struct {
	Rows *policy.Rows
	Data *document.World

	// Orgs are by number. OrgNumbers are the numbers by label and by name.
	Orgs       []*Org
	OrgNumbers vocabulary.Words
	// DefaultOrg is nil unless exactly one org is declared.
	DefaultOrg *Org

	// Users are the numbers of users by login and by email. Logins are sorted.
	Users  vocabulary.Words
	Logins []string
	// RoleIDs are the custom and the fixed roles, sorted.
	RoleIDs []string

	vocabulary.Vocabulary
	// Permissions are the numbers of all permissions. Sets are the sets of permissions
	// by number, and SetNumbers their numbers by name.
	Permissions vocabulary.Numbering
	Sets        []bitset.Set
	// Alike has a number for each permission. Permissions in the same sets have the
	// same.
	Alike      []int32
	SetNumbers map[string]int32
	// Holders are the role-like holders. A subject has a bit for each.
	Holders vocabulary.Numbering
	// Held are the permissions needed to delegate each role. ByRoles is what each
	// role gives.
	Held    map[string][]vocabulary.Need
	ByRoles map[string][]policy.RoleRow
	// covering are the places of the selectors of custom roles' scopes, by
	// selector.
	covering map[string]covering
	// GrantsOf are the grants of assigned roles to each kind of holder.
	GrantsOf map[representatives.Assignment][]roleGrant
	// made are the rows of custom roles.
	made []policy.GrantRow

	// sample is the configuration of the rows. items are the places of its resources,
	// and inside the places of undeclared resources in each of its folders. created are
	// the places that count for the creator of an undeclared dashboard there.
	sample                 *representatives.Sample
	items, inside, created map[itemKey][]string
}

// An itemKey names a resource of an org.
type itemKey struct{ org, typ, id string }

// An Org has the subjects, grants and resources of one org.
type Org struct {
	Label  string
	Number int32
	Data   *document.Org

	// Subjects are the other subjects of the org and, from FirstUser, all users:
	// ordered by type, then id.
	Subjects  []Subject
	FirstUser int32
	// Others are the numbers of the subjects that are not users, by key.
	Others    map[string]int32
	OtherKeys []string
	// Owners are the individual holders that something is granted to: users, teams and
	// accounts. Their numbers begin with FirstOwner.
	Owners vocabulary.Numbering
	// Assigned are the owners that something is granted to at a shared place, as by an
	// assigned role.
	Assigned map[Holder]bool

	// Places are the places at which something is granted.
	Places map[string]*Place
	// Globs are the grants at places that are not declared.
	Globs []GlobGrant

	// Things are the declared resources, by the number of their type.
	Things []things
	// Folders are the covers of undeclared resources in each folder.
	Folders map[string]*Inside
	// Fixed are the covers of the selectors that do not depend on the request, by
	// number. Kinds are the covers of undeclarable resources, by the number of their
	// kind. Members is the cover of every member of the org.
	Fixed, Kinds []Cover
	Members      Cover
	// Wides are the shared places of covers, by the names of the places.
	Wides map[string]*Wide

	reverse
}

// things are the declared resources of one type in an org.
type things struct {
	Numbers vocabulary.Words
	IDs     []string
	Covers  []Cover
	// ByWide are the numbers of the resources with the same shared places.
	ByWide map[*Wide][]int32
}

// findAlike finds the permissions that are in the same sets.
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

// Giving returns the sets that give a permission.
func (x *Index) Giving(permission int32) bitset.Set {
	sets := bitset.New(len(x.Sets))
	for n, given := range x.Sets {
		if given.Has(permission) {
			sets.Add(int32(n))
		}
	}
	return sets
}

// A Holder is the number of a role-like holder or, from FirstOwner, of an owner of an org.
type Holder int32

// FirstOwner is the number of the first owner. Holders below have a bit in the
// mask of a subject.
const FirstOwner = 64

// A Grant gives the permissions of a set to a holder at a place. It is small, so that a
// decision finds most of its grants in one line of the processor's cache.
type Grant struct {
	Holder Holder
	Set    int32
	// Creator reports whether the grant is only for the creator of the resource.
	Creator bool
}

// An Origin is the origin of a grant: the number of a row, and the place in the
// configuration or the source of the fact.
type Origin struct {
	Row    int32
	Source string
}

// A Place has the grants at a place, ordered by holder: first those to role-like holders
// and, from Owners, those to owners.
type Place struct {
	Grants  []Grant
	Owners  int
	Origins []Origin
	name    string
	// nearTo are the resources whose own place it is, of one type or two.
	nearTo []nearThings
}

// nearThings are resources by number, and the number of their type.
type nearThings struct {
	typ     int
	numbers []int32
}

// Name returns the name of the place.
func (at *Place) Name() string { return at.name }

// Things returns the resources of a type whose own place it is.
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

// UserKey returns the key of the user with a number.
func (x *Index) UserKey(n int32) string { return "user:" + x.Logins[n] }

// HolderName returns the name of a holder in an org.
func (x *Index) HolderName(o *Org, h Holder) string {
	if h >= FirstOwner {
		return o.Owners.Name(int32(h))
	}
	return x.Holders.Name(int32(h))
}

// HolderNumber returns the holder with a name in an org. It is not ok if nothing is granted to
// it.
func (x *Index) HolderNumber(o *Org, name string) (h Holder, ok bool) {
	n, ok := x.Holders.Of[name]
	if !ok {
		n, ok = o.Owners.Of[name]
	}
	return Holder(n), ok
}

// Org returns the org with a label or name, or nil.
func (x *Index) Org(id string) *Org {
	if n := x.OrgNumbers.Find(id); n >= 0 {
		return x.Orgs[n]
	}
	return nil
}

// Other returns the subject with a key that is not a user, or nil.
func (o *Org) Other(key string) *Subject {
	if n, ok := o.Others[key]; ok {
		return &o.Subjects[n]
	}
	return nil
}

// Thing returns the cover of a declared resource, or nil.
func (o *Org) Thing(t *vocabulary.ResourceType, id string) *Cover {
	things := &o.Things[t.Number]
	if n := things.Numbers.Find(id); n >= 0 {
		return &things.Covers[n]
	}
	return nil
}

// Exact returns the place of the scope of an id, or nil if nothing is granted there.
func (o *Org) Exact(scope, id string) *Place {
	var buffer [128]byte
	name := append(append(append(buffer[:0], scope...), ':'), id...)
	return o.Places[string(name)]
}

// Newest returns the newest name of an action.
func (x *Index) Newest(action string) string {
	if name, ok := x.Rows.Renamed[action]; ok {
		return name
	}
	return action
}

// OrgLabels returns the labels of all orgs, sorted.
func (x *Index) OrgLabels() []string {
	labels := make([]string, len(x.Orgs))
	for i, o := range x.Orgs {
		labels[i] = o.Label
	}
	return labels
}
