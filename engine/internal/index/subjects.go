package index

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/engine/authzen"
	"github.com/rolecall/rolecall/engine/internal/policy"
	"github.com/rolecall/rolecall/engine/internal/representatives"
	"github.com/rolecall/rolecall/internal/document"
)

// A Subject has the holders that a user, account or key is in an org.
type Subject struct {
	// Mask has the bits of its role-like holders. Own are the owners that it is,
	// sorted.
	Mask uint64
	Own  []Holder
	// Roles reports whether something is granted to one of Own at a shared place.
	Roles bool
	// Member is false for a user outside the org.
	Member, Disabled bool
	// Credentials are nil if none of them end.
	Credentials *credentials
}

// subjects builds all subjects of an org.
func (b *builder) subjects(o *Org) error {
	for key := range o.Data.Members {
		if representatives.TypeOf(key) != "user" {
			o.OtherKeys = append(o.OtherKeys, key)
		}
	}
	slices.Sort(o.OtherKeys)
	o.Others = make(map[string]int32, len(o.OtherKeys))
	o.Subjects = make([]Subject, 0, len(o.OtherKeys)+len(b.Logins))
	templates := map[*policy.MemberRow]*Template{}
	for n, key := range o.OtherKeys {
		o.Others[key] = int32(n)
		row := b.members[memberKey(o.Label, key)]
		if row == nil {
			return fmt.Errorf("the policies have no row for the member %q of the org %q", key, o.Label)
		}
		s := b.SubjectLike(o, b.templateOf(o, templates, row), key, o.Data.Members[key], nil)
		var err error
		if s.Credentials, err = newCredentials(row); err != nil {
			return err
		}
		s.Member, s.Disabled = true, row.Rest.Disabled
		o.Subjects = append(o.Subjects, s)
	}
	o.FirstUser = int32(len(o.Subjects))
	outside := map[representatives.MemberClass]Subject{}
	for n := range b.Logins {
		key := b.UserKey(int32(n))
		m := o.Data.Members[key]
		if m == nil {
			class := representatives.UserClass(b.Data.Users[key])
			s, ok := outside[class]
			if !ok {
				row := b.users[b.sample.Members[class]]
				if row == nil {
					return fmt.Errorf("the policies have no row for the user %q outside of orgs", key)
				}
				s = b.NewSubject(o, row.Holders)
				s.Disabled = row.Disabled
				outside[class] = s
			}
			o.Subjects = append(o.Subjects, b.withEverywhere(o, s, key))
			continue
		}
		class, _ := representatives.ClassOfMember(b.Data, key, m)
		row := b.members[memberKey(representatives.StandIn, b.sample.Members[class])]
		if row == nil {
			return fmt.Errorf("the policies have no row for members like %q of the org %q", key, o.Label)
		}
		s := b.SubjectLike(o, b.templateOf(o, templates, row), key, m, nil)
		s.Member, s.Disabled = true, row.Rest.Disabled
		o.Subjects = append(o.Subjects, s)
	}
	o.gather()
	return nil
}

// withEverywhere returns a user outside of an org with the holder of the roles that the
// user has everywhere.
func (x *Index) withEverywhere(o *Org, s Subject, key string) Subject {
	if x.Data.Everywhere[key] == nil {
		return s
	}
	itself := x.NewSubject(o, []string{policy.Outside + key})
	s.Own = append(slices.Clip(s.Own), itself.Own...)
	s.Roles = s.Roles || itself.Roles
	return s
}

// gather copies Own of all subjects into one slice, so that they are near each other in
// memory.
func (o *Org) gather() {
	total := 0
	for i := range o.Subjects {
		total += len(o.Subjects[i].Own)
	}
	all := make([]Holder, 0, total)
	for i := range o.Subjects {
		s := &o.Subjects[i]
		first := len(all)
		all = append(all, s.Own...)
		s.Own = slices.Clip(all[first:])
	}
}

// memberKey returns a key for a subject of an org. No name contains StandIn.
func memberKey(org, subject string) string { return org + representatives.StandIn + subject }

// A Template has what subjects of a class are in an org.
type Template struct {
	// Base has the holders that are the same for all subjects of the class.
	Base Subject
	// Itself has, for each holder that a subject is by its own name, what comes before its key.
	Itself []string
	// Teams are the ways of being in a team that make the team a holder.
	Teams map[string]bool
	// Told reports whether the teams that the groups of a session tell are holders.
	Told bool
}

// templateOf returns the template of a row.
func (b *builder) templateOf(o *Org, known map[*policy.MemberRow]*Template, row *policy.MemberRow) *Template {
	t, ok := known[row]
	if !ok {
		t = b.NewTemplate(o, row.Holders)
		known[row] = t
	}
	return t
}

// NewTemplate returns the template of a class whose representative has holders in an org.
func (x *Index) NewTemplate(o *Org, holders []string) *Template {
	t := &Template{Teams: map[string]bool{}}
	var common []string
	for _, name := range holders {
		way, isTeam := strings.CutPrefix(name, "team:"+representatives.StandIn)
		before, _, itself := strings.Cut(name, "user:"+representatives.StandIn)
		switch {
		case name == "team:"+representatives.Told:
			t.Told = true
		case isTeam:
			t.Teams[way] = true
		case itself:
			t.Itself = append(t.Itself, before)
		default:
			common = append(common, name)
		}
	}
	t.Base = x.NewSubject(o, common)
	return t
}

// Plain returns the template of a class of users without a session in an org, and reports whether
// they are disabled. The template is nil for a class without users.
func (x *Index) Plain(o *Org, class representatives.MemberClass) (t *Template, disabled bool) {
	class = class.Plain()
	name := x.sample.Members[class]
	for _, row := range x.Rows.Members {
		if class.Member() && row.Org == representatives.StandIn && row.Subject == name {
			return x.NewTemplate(o, row.Holders), row.Rest.Disabled
		}
	}
	for _, row := range x.Rows.Users {
		if !class.Member() && row.User == name {
			return x.NewTemplate(o, row.Holders), row.Disabled
		}
	}
	return nil, false
}

// SubjectLike returns a subject of the class of a template in an org. M, which may be nil, has its
// teams there, and told are the teams that the groups of its session tell.
func (x *Index) SubjectLike(o *Org, t *Template, key string, m *document.Member, told []string) Subject {
	s := t.Base
	s.Own = slices.Clip(s.Own)
	for _, before := range t.Itself {
		x.hold(&s, o, before+key)
	}
	if m != nil {
		for team := range representatives.TeamsOf(m) {
			if t.Teams[representatives.TeamWay(m, team)] {
				x.hold(&s, o, "team:"+team)
			}
		}
	}
	if t.Told {
		for _, team := range told {
			x.hold(&s, o, "team:"+team)
		}
	}
	slices.Sort(s.Own)
	s.Own = slices.Compact(s.Own)
	return s
}

// NewSubject returns a subject with holders.
func (x *Index) NewSubject(o *Org, names []string) Subject {
	var s Subject
	for _, name := range names {
		x.hold(&s, o, name)
	}
	slices.Sort(s.Own)
	s.Own = slices.Compact(s.Own)
	return s
}

// hold gives a subject a holder, unless nothing is granted to the holder.
func (x *Index) hold(s *Subject, o *Org, name string) {
	if n, ok := x.Holders.Of[name]; ok {
		s.Mask |= 1 << n
		return
	}
	if n, ok := o.Owners.Of[name]; ok {
		s.Own = append(s.Own, Holder(n))
		s.Roles = s.Roles || o.Assigned[Holder(n)]
	}
}

// findAssigned finds the owners that something is granted to at a shared place.
func (o *Org) findAssigned() {
	o.Assigned = map[Holder]bool{}
	for _, w := range o.Wides {
		if w == nil {
			continue
		}
		for h := range maps.Keys(w.Own) {
			o.Assigned[h] = true
		}
	}
}

// SubjectKey returns the key of the subject with a number: "user:eve".
func (x *Index) SubjectKey(o *Org, n int32) string {
	if n >= o.FirstUser {
		return x.UserKey(n - o.FirstUser)
	}
	return o.OtherKeys[n]
}

// HolderNames returns the names of the holders of a subject.
func (x *Index) HolderNames(o *Org, s *Subject) []string {
	var names []string
	for n, name := range x.Holders.Names {
		if s.Mask>>n&1 != 0 {
			names = append(names, name)
		}
	}
	for _, h := range s.Own {
		names = append(names, x.HolderName(o, h))
	}
	return names
}

// SubjectOf returns the subject with a number.
func (x *Index) SubjectOf(o *Org, n int32) authzen.Subject {
	if n >= o.FirstUser {
		return authzen.Subject{Type: "user", ID: x.Logins[n-o.FirstUser]}
	}
	typ, id, _ := strings.Cut(o.OtherKeys[n], ":")
	return authzen.Subject{Type: typ, ID: id}
}

// Holds reports whether a subject has a holder.
func (s *Subject) Holds(h Holder) bool {
	if h < FirstOwner {
		return s.Mask>>h&1 != 0
	}
	for _, own := range s.Own {
		if own == h {
			return true
		}
	}
	return false
}
