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
	templates := map[*policy.MemberRow]*subjectTemplate{}
	for n, key := range o.OtherKeys {
		o.Others[key] = int32(n)
		row := b.members[memberKey(o.Label, key)]
		if row == nil {
			return fmt.Errorf("the policies have no row for the member %q of the org %q", key, o.Label)
		}
		s := b.subject(o, templateOf(templates, row), key, o.Data.Members[key])
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
		s := b.subject(o, templateOf(templates, row), key, m)
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

// A subjectTemplate has the holders that a class of subjects has in common.
type subjectTemplate struct {
	// holders are the same for all subjects of the class.
	holders []string
	// itself reports whether each subject is a holder itself.
	itself bool
	// teams are the ways of being in a team that make the team a holder.
	teams map[string]bool
}

// templateOf returns the template of a row.
func templateOf(known map[*policy.MemberRow]*subjectTemplate, row *policy.MemberRow) *subjectTemplate {
	if t, ok := known[row]; ok {
		return t
	}
	t := &subjectTemplate{teams: map[string]bool{}}
	known[row] = t
	for _, name := range row.Holders {
		way, isTeam := strings.CutPrefix(name, "team:"+representatives.StandIn)
		switch {
		case isTeam:
			t.teams[way] = true
		case strings.Contains(name, representatives.StandIn):
			t.itself = true
		default:
			t.holders = append(t.holders, name)
		}
	}
	return t
}

// subject returns a subject of a template.
func (b *builder) subject(o *Org, t *subjectTemplate, key string, m *document.Member) Subject {
	names := t.holders
	if t.itself {
		names = append(slices.Clip(names), key)
	}
	for team := range representatives.TeamsOf(m) {
		if t.teams[representatives.TeamWay(m, team)] {
			names = append(slices.Clip(names), "team:"+team)
		}
	}
	return b.NewSubject(o, names)
}

// NewSubject returns a subject with holders. It leaves out holders that nothing is granted
// to.
func (x *Index) NewSubject(o *Org, names []string) Subject {
	var s Subject
	for _, name := range names {
		if n, ok := x.Holders.Of[name]; ok {
			s.Mask |= 1 << n
			continue
		}
		n, ok := o.Owners.Of[name]
		if !ok {
			continue
		}
		s.Own = append(s.Own, Holder(n))
		s.Roles = s.Roles || o.Assigned[Holder(n)]
	}
	slices.Sort(s.Own)
	s.Own = slices.Compact(s.Own)
	return s
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
