package compiled

import (
	"encoding/binary"
	"fmt"
	"iter"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/rolecall/rolecall/engine/internal/bitset"
	"github.com/rolecall/rolecall/engine/internal/index"
	"github.com/rolecall/rolecall/engine/internal/representatives"
	"github.com/rolecall/rolecall/internal/document"
)

// A Document is the document data.rolecall.world.compiled, which the package
// rolecall.authz of the policies answers plain questions from. Names in it are
// numbers written out.
//
// It is a document of its own, not a part of each org: its roles and sets are numbered
// across all orgs. A bundle of one org has a Part in its place.
type Document struct {
	// Needs are what actions take, by type of things and action.
	Needs map[string]map[string]Need `json:"needs"`
	// Outside are the roles of each user where it is no member; none for who
	// is disabled.
	Outside map[string]string `json:"outside"`
	Orgs    map[string]*Org   `json:"orgs"`
}

// A Need is a permission on a thing.
type Need struct {
	// Roles are the roles of members that have it, by the roles of things.
	Roles map[string]map[string]bool `json:"roles"`
	// Sets are those that give it.
	Sets map[string]bool `json:"sets"`
	// Assigned are the holders that have it wherever a thing is, by the roles
	// of things.
	Assigned map[string]map[string]bool `json:"assigned"`
}

// A Part is the document data.rolecall.world.compiled.orgs[ORG] of a bundle of one org. Its
// roles and sets are those of the org, so that it stays the same when other orgs change.
// Users outside of the org are not in it: the rules decide for them.
type Part struct {
	Needs map[string]map[string]Need `json:"needs"`
	*Org
}

type Org struct {
	Members map[string]Member           `json:"members"`
	Things  map[string]map[string]Thing `json:"things"`
}

type Member struct {
	Roles   string   `json:"roles"`
	Holders []string `json:"holders"`
	// Assigned are those of the holders that have something wherever a thing
	// is.
	Assigned []string `json:"assigned,omitempty"`
}

type Thing struct {
	Roles string `json:"roles"`
	// Holders are the sets that are granted near to the thing, by holder.
	Holders map[string]string `json:"holders"`
}

// New puts down what an index says of plain questions. The same
// configuration gives the same.
func New(x *index.Index) *Document { return build(x, x.Orgs, nil) }

// PartOf is New for one org. It has no action of which only roles of other orgs tell.
func PartOf(x *index.Index, o *index.Org) *Part {
	d := build(x, []*index.Org{o}, foreignActions(x, o))
	return &Part{d.Needs, d.Orgs[o.Label]}
}

// foreignActions returns the actions of plugins that neither a global role nor one of an org has.
func foreignActions(x *index.Index, o *index.Org) map[string]bool {
	pattern := regexp.MustCompile(x.Rows.Plugins.Pattern) // the index has compiled it, too
	foreign := map[string]bool{}
	for action := range x.Rows.Actions {
		if pattern.MatchString(action) {
			foreign[action] = true
		}
	}
	own := func(permissions []document.Permission) {
		for _, p := range permissions {
			delete(foreign, p.Action)
		}
	}
	for _, role := range x.Data.Roles {
		own(role.Permissions)
	}
	for _, role := range o.Data.CustomRoles {
		own(role.Permissions)
	}
	for _, changed := range x.Data.BasicRoles {
		own(changed.Add.Permissions)
	}
	return foreign
}

// build puts down some orgs, without some actions.
func build(x *index.Index, orgs []*index.Org, without map[string]bool) *Document {
	b := builder{
		Index:     x,
		Document:  &Document{Needs: map[string]map[string]Need{}, Outside: map[string]string{}, Orgs: map[string]*Org{}},
		rows:      map[string]string{},
		sets:      map[string]string{},
		knownRows: map[rowKey]string{},
		knownSets: map[setKey]string{},
		maskNames: map[uint64]string{},
		needs:     make([][]asked, len(representatives.ItemTypes)),
	}
	b.findNeeds(without)
	b.addMembers(orgs)
	for _, o := range orgs {
		b.addThings(o)
	}
	b.nameRoles()
	b.nameSets()
	return b.Document
}

// A builder makes a lookup. The roles and the sets of things have long
// names, that say what they are, until all are known.
type builder struct {
	*index.Index
	*Document
	needs [][]asked
	// masks are the roles of members, by number.
	masks []uint64
	// rows are the roles of things and sets what is granted near to them: the
	// long names, and the short ones when they have been given.
	rows, sets map[string]string
	// knownRows and knownSets are the long names by what they were made of.
	knownRows map[rowKey]string
	knownSets map[setKey]string
	maskNames map[uint64]string
}

// A rowKey is what the long name of the roles of a thing is made of. Its grants are
// written one after the other.
type rowKey struct {
	kind   int
	wide   *index.Wide
	grants string
}

// A setKey is what the long name of sets is made of: the key of the bitset.
type setKey struct {
	kind    int
	granted string
}

// An asked is what an action takes of a thing.
type asked struct {
	action string
	number int32
}

func (b *builder) findNeeds(without map[string]bool) {
	for kind, typ := range representatives.ItemTypes {
		b.Needs[typ.Type] = map[string]Need{}
		names := slices.Sorted(maps.Keys(b.Index.Rows.Actions))
		for old := range b.Index.Rows.Renamed {
			if !b.Index.Rows.Actions[old] {
				names = append(names, old)
			}
		}
		slices.Sort(names)
		for _, name := range names {
			n := b.Actions.Find(name)
			if n < 0 || without[name] {
				continue
			}
			if permission, ok := b.OnlyPermission(n, kind); ok {
				b.needs[kind] = append(b.needs[kind], asked{name, permission})
				b.Needs[typ.Type][name] = Need{Roles: map[string]map[string]bool{}, Sets: map[string]bool{}, Assigned: map[string]map[string]bool{}}
			}
		}
	}
}

// addMembers adds those that may ask plain questions, and numbers their roles.
func (b *builder) addMembers(orgs []*index.Org) {
	for _, o := range orgs {
		org := &Org{Members: map[string]Member{}, Things: map[string]map[string]Thing{}}
		b.Document.Orgs[o.Label] = org
		for n, login := range b.Logins {
			switch s := &o.Subjects[o.FirstUser+int32(n)]; {
			case s.Disabled:
				b.Outside[login] = b.rolesOf(0)
			case !s.Member:
				b.Outside[login] = b.rolesOf(s.Mask)
			default:
				org.Members[login] = b.member(o, s)
			}
		}
	}
	masks := map[string]uint64{}
	for mask, name := range b.maskNames {
		masks[name] = mask
	}
	short := numbered(maps.Keys(masks))
	b.masks = make([]uint64, len(masks))
	for long, name := range short {
		n, _ := strconv.Atoi(name)
		b.masks[n] = masks[long]
	}
	for login, long := range b.Outside {
		b.Outside[login] = short[long]
	}
	for _, org := range b.Document.Orgs {
		for login, m := range org.Members {
			m.Roles = short[m.Roles]
			org.Members[login] = m
		}
	}
}

func (b *builder) member(o *index.Org, s *index.Subject) Member {
	m := Member{Roles: b.rolesOf(s.Mask), Holders: make([]string, len(s.Own))}
	for i, h := range s.Own {
		m.Holders[i] = b.HolderName(o, h)
		if o.Assigned[h] {
			m.Assigned = append(m.Assigned, m.Holders[i])
		}
	}
	slices.Sort(m.Holders)
	slices.Sort(m.Assigned)
	return m
}

// rolesOf are the names of the holders in a mask.
func (b *builder) rolesOf(mask uint64) string {
	if name, ok := b.maskNames[mask]; ok {
		return name
	}
	var names []string
	for n, name := range b.Holders.Names {
		if mask>>n&1 != 0 {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	name := strings.Join(names, " ")
	b.maskNames[mask] = name
	return name
}

// numbered gives names a number each, in their order.
func numbered(names iter.Seq[string]) map[string]string {
	short := map[string]string{}
	for n, name := range slices.Sorted(names) {
		short[name] = strconv.Itoa(n)
	}
	return short
}

// addThings adds what an org declares, but General, of which other things are
// asked.
func (b *builder) addThings(o *index.Org) {
	for kind, typ := range representatives.ItemTypes {
		things := make(map[string]Thing, len(o.Things[kind].IDs))
		for n, id := range o.Things[kind].IDs {
			if typ.Type != representatives.FolderType.Type || id != representatives.General {
				things[id] = b.thing(o, kind, &o.Things[kind].Covers[n])
			}
		}
		b.Document.Orgs[o.Label].Things[typ.Type] = things
	}
}

func (b *builder) thing(o *index.Org, kind int, c *index.Cover) Thing {
	roles, owners := c.Granted()
	sets := map[index.Holder]bitset.Set{}
	for _, g := range owners {
		if sets[g.Holder] == nil {
			sets[g.Holder] = bitset.New(len(b.Index.Sets))
		}
		sets[g.Holder].Add(g.Set)
	}
	t := Thing{Roles: b.rowOf(o, kind, c.Wide, roles), Holders: make(map[string]string, len(sets))}
	for h, granted := range sets {
		t.Holders[b.HolderName(o, h)] = b.setsOf(kind, granted)
	}
	return t
}

// rowOf is the long name of the roles of a thing: for each need a digit for the
// roles of each member, whether they give it, and the holders that have it
// wherever the thing is. Their names are quoted: they may have tabs and line
// breaks in them.
func (b *builder) rowOf(o *index.Org, kind int, w *index.Wide, roles []index.Grant) string {
	var grants []byte
	for _, g := range roles {
		grants = binary.LittleEndian.AppendUint32(grants, uint32(g.Holder))
		grants = binary.LittleEndian.AppendUint32(grants, uint32(g.Set))
	}
	key := rowKey{kind, w, string(grants)}
	if name, ok := b.knownRows[key]; ok {
		return name
	}
	name := fmt.Appendf(nil, "%d", kind)
	for _, need := range b.needs[kind] {
		var having uint64
		var assigned []string
		if w != nil {
			having = w.Any[need.number]
			for h, held := range w.Own {
				if held.Has(need.number) {
					assigned = append(assigned, b.HolderName(o, h))
				}
			}
		}
		slices.Sort(assigned)
		for _, g := range roles {
			if b.Index.Sets[g.Set].Has(need.number) {
				having |= 1 << g.Holder
			}
		}
		name = append(name, '\n')
		for _, mask := range b.masks {
			name = append(name, "01"[min(mask&having, 1)])
		}
		for _, holder := range assigned {
			name = strconv.AppendQuote(append(name, '\t'), holder)
		}
	}
	b.knownRows[key] = string(name)
	b.rows[string(name)] = ""
	return string(name)
}

// setsOf is the long name of some sets: for each need a digit, whether they give
// it.
func (b *builder) setsOf(kind int, granted bitset.Set) string {
	key := setKey{kind, granted.Key()}
	if name, ok := b.knownSets[key]; ok {
		return name
	}
	name := fmt.Appendf(nil, "%d\n", kind)
	for _, need := range b.needs[kind] {
		giving := b.Giving(need.number)
		giving.Intersect(granted)
		if giving.Empty() {
			name = append(name, '0')
		} else {
			name = append(name, '1')
		}
	}
	b.knownSets[key] = string(name)
	b.sets[string(name)] = ""
	return string(name)
}

// nameRoles gives the roles of things short names, and the needs what they give.
func (b *builder) nameRoles() {
	b.rows = numbered(maps.Keys(b.rows))
	for long, name := range b.rows {
		kind, columns := fields(long)
		for i, need := range b.needs[kind] {
			having := map[string]bool{}
			digits, assigned, some := strings.Cut(columns[i], "\t")
			for n, digit := range digits {
				if digit == '1' {
					having[strconv.Itoa(n)] = true
				}
			}
			known := b.Needs[representatives.ItemTypes[kind].Type][need.action]
			if len(having) > 0 {
				known.Roles[name] = having
			}
			if some {
				known.Assigned[name] = map[string]bool{}
				for quoted := range strings.SplitSeq(assigned, "\t") {
					holder, err := strconv.Unquote(quoted)
					if err != nil {
						panic(err) // rowOf has quoted it
					}
					known.Assigned[name][holder] = true
				}
			}
		}
	}
}

// nameSets gives sets short names, and the needs those that give them; and the
// things all short names.
func (b *builder) nameSets() {
	b.sets = numbered(maps.Keys(b.sets))
	for long, name := range b.sets {
		kind, columns := fields(long)
		for i, need := range b.needs[kind] {
			if columns[0][i] == '1' {
				b.Needs[representatives.ItemTypes[kind].Type][need.action].Sets[name] = true
			}
		}
	}
	for _, org := range b.Document.Orgs {
		for _, things := range org.Things {
			for id, t := range things {
				t.Roles = b.rows[t.Roles]
				for h, long := range t.Holders {
					t.Holders[h] = b.sets[long]
				}
				things[id] = t
			}
		}
	}
}

// fields are the kind and the columns of a long name.
func fields(long string) (kind int, columns []string) {
	columns = strings.Split(long, "\n")
	kind, _ = strconv.Atoi(columns[0])
	return kind, columns[1:]
}
