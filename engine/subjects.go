package engine

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/engine/internal/policy"
	"github.com/rolecall/rolecall/engine/internal/representatives"
	"github.com/rolecall/rolecall/internal/document"
)

// A subject is somebody in an org.
type subject struct {
	// mask are the holders that are no instances, own the others that
	// something is granted to, ordered.
	mask uint64
	own  []holder
	// roles says that something is granted to an owner among them at a
	// wide place.
	roles bool
	// member is false for a user that is not in the org.
	member, disabled bool
	// credentials are nil for what does not end.
	credentials *credentials
}

// subjects finds the holders of everybody who can ask in an org.
func (b *builder) subjects(o *orgIndex) error {
	for key := range o.data.Members {
		if representatives.TypeOf(key) != "user" {
			o.otherKeys = append(o.otherKeys, key)
		}
	}
	slices.Sort(o.otherKeys)
	o.others = make(map[string]int32, len(o.otherKeys))
	o.subjects = make([]subject, 0, len(o.otherKeys)+len(b.logins))
	templates := map[*policy.MemberRow]*subjectTemplate{}
	for n, key := range o.otherKeys {
		o.others[key] = int32(n)
		row := b.members[memberKey(o.label, key)]
		if row == nil {
			return fmt.Errorf("the policies say nothing of the member %q of the org %q", key, o.label)
		}
		s := b.subject(o, b.template(templates, row), key, o.data.Members[key])
		var err error
		if s.credentials, err = newCredentials(row); err != nil {
			return err
		}
		s.member, s.disabled = true, row.Rest.Disabled
		o.subjects = append(o.subjects, s)
	}
	o.firstUser = int32(len(o.subjects))
	outside := map[representatives.MemberClass]subject{}
	for n := range b.logins {
		key := b.userKey(int32(n))
		m := o.data.Members[key]
		if m == nil {
			class := representatives.UserClass(b.data.Users[key])
			s, ok := outside[class]
			if !ok {
				row := b.users[b.sample.Members[class]]
				if row == nil {
					return fmt.Errorf("the policies say nothing of the user %q outside of orgs", key)
				}
				s = b.newSubject(o, row.Holders)
				s.disabled = row.Disabled
				outside[class] = s
			}
			o.subjects = append(o.subjects, b.withEverywhere(o, s, key))
			continue
		}
		class, _ := representatives.ClassOfMember(b.data, key, m)
		row := b.members[memberKey(representatives.StandIn, b.sample.Members[class])]
		if row == nil {
			return fmt.Errorf("the policies say nothing of members as %q of the org %q", key, o.label)
		}
		s := b.subject(o, b.template(templates, row), key, m)
		s.member, s.disabled = true, row.Rest.Disabled
		o.subjects = append(o.subjects, s)
	}
	o.gather()
	return nil
}

// withEverywhere adds to a user outside of an org what is assigned to it
// everywhere.
func (x *index) withEverywhere(o *orgIndex, s subject, key string) subject {
	if x.data.Everywhere[key] == nil {
		return s
	}
	itself := x.newSubject(o, []string{policy.Outside + key})
	s.own = append(slices.Clip(s.own), itself.own...)
	s.roles = s.roles || itself.roles
	return s
}

// gather puts the owners of all subjects next to each other, in the order of
// the subjects.
func (o *orgIndex) gather() {
	total := 0
	for i := range o.subjects {
		total += len(o.subjects[i].own)
	}
	all := make([]holder, 0, total)
	for i := range o.subjects {
		s := &o.subjects[i]
		first := len(all)
		all = append(all, s.own...)
		s.own = slices.Clip(all[first:])
	}
}

// memberKey names a subject of an org. What is between them is in no name.
func memberKey(org, subject string) string { return org + representatives.StandIn + subject }

// A subjectTemplate is what the holders of a class of subjects are made of.
type subjectTemplate struct {
	// holders are those that are written out.
	holders []string
	itself  bool
	// teams are the ways of being in the teams that are holders.
	teams map[string]bool
}

// template takes the holders of a row apart, once for each row.
func (b *builder) template(known map[*policy.MemberRow]*subjectTemplate, row *policy.MemberRow) *subjectTemplate {
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

// subject makes a subject of its template.
func (b *builder) subject(o *orgIndex, t *subjectTemplate, key string, m *document.Member) subject {
	names := t.holders
	if t.itself {
		names = append(slices.Clip(names), key)
	}
	for team := range representatives.TeamsOf(m) {
		if t.teams[representatives.TeamWay(m, team)] {
			names = append(slices.Clip(names), "team:"+team)
		}
	}
	return b.newSubject(o, names)
}

// newSubject makes a subject of its holders. Those that nothing is granted to
// are left out.
func (x *index) newSubject(o *orgIndex, names []string) subject {
	var s subject
	for _, name := range names {
		if n, ok := x.holders.of[name]; ok {
			s.mask |= 1 << n
			continue
		}
		n, ok := o.owners.of[name]
		if !ok {
			continue
		}
		s.own = append(s.own, holder(n))
		s.roles = s.roles || o.assigned[holder(n)]
	}
	slices.Sort(s.own)
	s.own = slices.Compact(s.own)
	return s
}

// findAssigned finds the owners that something is granted to at a wide place.
func (o *orgIndex) findAssigned() {
	o.assigned = map[holder]bool{}
	for _, w := range o.wides {
		if w == nil {
			continue
		}
		for h := range maps.Keys(w.own) {
			o.assigned[h] = true
		}
	}
}

// subjectKey is the key of the subject with a number: "user:eve".
func (x *index) subjectKey(o *orgIndex, n int32) string {
	if n >= o.firstUser {
		return x.userKey(n - o.firstUser)
	}
	return o.otherKeys[n]
}

// holderNames are the holders of a subject that something is granted to.
func (x *index) holderNames(o *orgIndex, s *subject) []string {
	var names []string
	for n, name := range x.holders.names {
		if s.mask>>n&1 != 0 {
			names = append(names, name)
		}
	}
	for _, h := range s.own {
		names = append(names, x.holderName(o, h))
	}
	return names
}

// subjectOf is the subject with a number.
func (x *index) subjectOf(o *orgIndex, n int32) Subject {
	if n >= o.firstUser {
		return Subject{Type: "user", ID: x.logins[n-o.firstUser]}
	}
	typ, id, _ := strings.Cut(o.otherKeys[n], ":")
	return Subject{Type: typ, ID: id}
}

// holds says whether a holder is one of the subject's.
func (s *subject) holds(h holder) bool {
	if h < firstOwner {
		return s.mask>>h&1 != 0
	}
	for _, own := range s.own {
		if own == h {
			return true
		}
	}
	return false
}
