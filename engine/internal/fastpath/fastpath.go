package fastpath

import (
	"github.com/rolecall/rolecall/engine/authzen"
	"github.com/rolecall/rolecall/engine/internal/index"
)

// An Index decides the common case. It does not change, and is safe for concurrent use.
type Index struct {
	types       types
	actionTable table
	actions     []action

	// outside are users as they are in orgs that they are not members of.
	outside members

	orgTable table
	orgNames []orgName
	orgs     []org
	// defaultOrg is nil unless exactly one org is declared.
	defaultOrg *org
}

// An orgName is the label or the name of an org.
type orgName struct {
	code   code
	length int
	org    *org
}

// Decide decides a request. It is not ok for a request that it leaves open.
func (x *Index) Decide(r *authzen.Request) (allowed, ok bool) {
	if r.Subject.Type != "user" || len(r.Subject.Groups) != 0 || r.Subject.Token != "" || r.Resource.CreatedBy != "" || r.DataSources != nil || !r.Time.IsZero() {
		return false, false
	}
	typ, known := x.types.find(r.Resource.Type)
	if !known {
		return false, false
	}
	n := x.need(r.Action, typ)
	o := x.org(r.Org)
	if !n.alone || o == nil {
		return false, false
	}
	m := o.members.find(r.Subject.ID)
	t := o.resources[typ].find(r.Resource.ID)
	if m == nil {
		m = x.outside.find(r.Subject.ID)
	}
	if m == nil || t == nil {
		return false, false
	}
	if o.roles[int(n.column)*o.rows+int(t.row)]&m.mask != 0 {
		return true, true
	}
	var levels grant
	for _, g := range t.grants {
		levels |= m.holds(g)
	}
	if m.count > holdersInLine || t.count > grantsInLine {
		if m.count == leftOpen || m.shared && t.count >= sharedOwners {
			return false, false
		}
		levels |= o.more(m, t)
	}
	return levels&grant(n.levels) != 0, true
}

// holds returns a grant if it is to one of the first holders of a member, and else 0. It
// has no branches, as no processor foretells which holder it is.
func (m *member) holds(g grant) grant {
	h := index.Holder(g >> numLevels)
	return g & -(equal(h, m.own[0]) | equal(h, m.own[1]) | equal(h, m.own[2]) | equal(h, m.own[3]) | equal(h, m.own[4]))
}

// equal returns 1 for the same holder, else 0.
func equal(a, b index.Holder) grant {
	if a == b {
		return 1
	}
	return 0
}

// more returns the levels that a member is given by grants, or as holders, that do not fit into
// the records.
func (o *org) more(m *member, t *resource) (levels grant) {
	var rest []grant
	if n := int(t.count &^ sharedOwners); n > grantsInLine {
		rest = o.grants[t.more:][:n-grantsInLine]
		for _, g := range rest {
			levels |= m.holds(g)
		}
	}
	if m.count > holdersInLine {
		const last = holdersInLine - 1
		for _, h := range o.owners[-1-m.own[last]:][:m.count-last] {
			for _, g := range t.grants {
				levels |= g & -equal(h, index.Holder(g>>numLevels))
			}
			for _, g := range rest {
				levels |= g & -equal(h, index.Holder(g>>numLevels))
			}
		}
	}
	return levels
}

// need returns what an action takes on a type of resource. The zero need is for a name that has
// no record.
func (x *Index) need(name string, typ int) need {
	c := codeOf(name)
	a := &x.actions[x.actionTable.find(c, len(name))]
	if a.code != c || int(a.length) != len(name) || len(name) > coded {
		return need{}
	}
	return a.takes[typ]
}

// org returns the org that a request names, or nil.
func (x *Index) org(name string) *org {
	if name == "" {
		return x.defaultOrg
	}
	c := codeOf(name)
	at := x.orgTable.find(c, len(name))
	if n := &x.orgNames[at]; n.code == c && n.length == len(name) && x.orgTable.same(name, at) {
		return n.org
	}
	return nil
}
