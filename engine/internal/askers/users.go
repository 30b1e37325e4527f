package askers

import (
	"encoding/binary"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/engine/authzen"
	"github.com/rolecall/rolecall/engine/internal/access"
	"github.com/rolecall/rolecall/engine/internal/index"
	"github.com/rolecall/rolecall/engine/internal/policy"
	"github.com/rolecall/rolecall/engine/internal/representatives"
	"github.com/rolecall/rolecall/internal/document"
)

// classesOf has what the users of each class are in sessions, as far as the policies can tell.
type classesOf struct {
	// numbers are the numbers of the member classes, and all the member classes by number.
	numbers map[representatives.MemberClass]int32
	all     []representatives.MemberClass
	// of are the numbers by side, org and class of users; -1 on a side without the user.
	of [2][][]int32
}

func (c *classesOf) number(class representatives.MemberClass) int32 {
	n, ok := c.numbers[class]
	if !ok {
		n = int32(len(c.all))
		c.numbers[class] = n
		c.all = append(c.all, class)
	}
	return n
}

// findUsers finds the classes of users. With sessions, the users of a class are also the same for
// the policies, are in the same teams, and have no grants by name, if there are several.
func (a *All) findUsers() *classesOf {
	raw := &classesOf{numbers: map[representatives.MemberClass]int32{}}
	for i, x := range a.sides {
		raw.of[i] = make([][]int32, len(x.Orgs))
	}
	known := map[string]*Class{}
	var named map[string]bool
	if len(a.Layers) > 1 {
		named = a.namedUsers()
	}
	var to []byte
	for login, users := range EachOfBoth(a.sides[0].Logins, a.sides[1].Logins) {
		to = to[:0]
		var classes []int32
		for i, x := range a.sides {
			for _, o := range x.Orgs {
				if users[i] < 0 {
					to, classes = append(to, 0), append(classes, -1)
					continue
				}
				to = appendSubject(append(to, 1), &o.Subjects[o.FirstUser+users[i]])
				if named != nil {
					m := x.MemberIn(o, key(login))
					n := raw.number(representatives.ClassInSession(x.Data, key(login), m))
					classes = append(classes, n)
					to = appendTeams(binary.LittleEndian.AppendUint32(to, uint32(n)), o, m)
				}
			}
		}
		if named[login] {
			to = append(to, login...)
		}
		class := known[string(to)]
		if class == nil {
			class = &Class{on: [2]on{{user: users[0]}, {user: users[1]}}}
			known[string(to)] = class
			a.users = append(a.users, class)
			if named != nil {
				raw.add(classes)
			}
		}
		class.Logins = append(class.Logins, login)
		class.Members = append(class.Members, authzen.Subject{Type: UserType, ID: login})
	}
	return raw
}

// add adds the member classes of a class of users: of the orgs of the first side, then of the second.
func (c *classesOf) add(classes []int32) {
	for i := range c.of {
		for n := range c.of[i] {
			c.of[i][n] = append(c.of[i][n], classes[0])
			classes = classes[1:]
		}
	}
}

func appendSubject(to []byte, s *index.Subject) []byte {
	flags := byte(0)
	if s.Member {
		flags |= 1
	}
	if s.Disabled {
		flags |= 2
	}
	to = binary.LittleEndian.AppendUint64(append(to, flags), s.Mask)
	to = binary.AppendUvarint(to, uint64(len(s.Own)))
	for _, h := range s.Own {
		to = binary.LittleEndian.AppendUint32(to, uint32(h))
	}
	return to
}

// appendTeams appends the teams of a member that something is granted to, with its ways of being in
// them.
func appendTeams(to []byte, o *index.Org, m *document.Member) []byte {
	if m == nil {
		return to
	}
	var all []string
	for team := range representatives.TeamsOf(m) {
		if n, ok := o.Owners.Of["team:"+team]; ok {
			all = append(all, string(binary.LittleEndian.AppendUint32(nil, uint32(n)))+representatives.TeamWay(m, team))
		}
	}
	slices.Sort(all)
	return append(append(to, strings.Join(all, representatives.StandIn)...), 0)
}

// namedUsers returns the logins of users that something is granted to by name.
func (a *All) namedUsers() map[string]bool {
	named := map[string]bool{}
	for _, x := range a.sides {
		for _, o := range x.Orgs {
			for _, name := range o.Owners.Names {
				if login, ok := strings.CutPrefix(strings.TrimPrefix(name, policy.Outside), UserType+":"); ok {
					named[login] = true
				}
			}
		}
	}
	return named
}

// userIn returns what the first user of a class is in an org of a side, in the layers of a kind, but
// for the teams that groups tell.
func (a *All) userIn(side int, org int32, kind int, class *Class) *index.Subject {
	if kind == 0 {
		return a.plain(side, org, class)
	}
	x := a.sides[side]
	o, of := x.Orgs[org], key(class.Logins[0])
	m := x.MemberIn(o, of)
	like := a.in[side][org].kinds[kind][representatives.ClassInSession(x.Data, of, m)]
	s := x.SubjectLike(o, like.Template, of, m, nil)
	s.Member, s.Disabled = like.Member, like.Disabled
	return &s
}

// key returns the key of a user.
func key(login string) string { return authzen.Key(UserType, login) }

// findSessions finds the external groups to compare sessions with: each group that either
// side names. A group that is mapped to an org role may make the groups of teams of that
// org count, so it also comes together with each other group.
func (a *All) findSessions() [][]string {
	spoken, mapped := map[string]bool{}, map[string]bool{}
	for _, x := range a.sides {
		addGroups(spoken, mapped, x)
	}
	var groups []string
	for group := range spoken {
		groups = append(groups, group)
	}
	slices.Sort(groups)
	var all [][]string
	for i, group := range groups {
		all = append(all, []string{group})
		for _, other := range groups[i+1:] {
			if mapped[group] || mapped[other] {
				all = append(all, []string{group, other})
			}
		}
	}
	return all
}

func addGroups(spoken, mapped map[string]bool, x *access.Matcher) {
	for _, o := range x.Orgs {
		for group := range o.Data.Groups {
			spoken[group] = true
		}
	}
	for _, m := range x.Data.OrgMappings {
		spoken[m.Group], mapped[m.Group] = true, true
	}
}
