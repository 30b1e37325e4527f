package access

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"
	"unsafe"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/rolecall/rolecall/engine/internal/index"
	"github.com/rolecall/rolecall/engine/internal/policy"
	"github.com/rolecall/rolecall/engine/internal/representatives"
	"github.com/rolecall/rolecall/internal/document"
)

// Sessions holds what users are in sessions with external groups, and why subjects are
// what they are. The package rolecall.sessions of the policies decides that in two steps: all that
// a list of groups tells in an org, and what the users of a class are where groups tell that. The
// last few thousand results are kept. Sessions is safe for concurrent use.
type Sessions struct {
	index   *index.Index
	program *policy.Program
	// shared makes the parts of the input that are the same for all sessions, and
	// groups the parts that are the same for all sessions in an org.
	shared func() (sharedInput, error)
	groups []func() (*ast.Term, error)
	// guests finds the users in teams of each org in which they have no role.
	guests []func() map[string]*document.Member

	subjects recent[*index.Subject]
	told     recent[*Told]
	classes  recent[*SessionClass]
	steps    recent[*Steps]
}

// A SessionClass has what the users of a class are in an org in a session. It does not change.
type SessionClass struct {
	*index.Template
	// Member reports whether they have a role in the org, and Disabled whether they cannot sign in.
	Member, Disabled bool
}

// Told has all that the groups of a session decide in an org. It does not change.
type Told struct {
	// Teams are the teams that the groups put members into, sorted.
	Teams []string
	// Key is the same for groups that tell the same but for the names of teams.
	Key string

	org    *index.Org
	groups []string
	// pattern is a group of one of Teams, as the team has it; empty for no Teams.
	pattern string
}

// A sharedInput holds the parts of the configuration that are the same for every
// subject: all but the orgs and users.
type sharedInput struct {
	world ast.Object
	orgs  ast.Object // without anything in them
}

func newSessions(x *index.Index, p *policy.Program) *Sessions {
	s := &Sessions{index: x, program: p}
	s.shared = sync.OnceValues(func() (sharedInput, error) {
		world, err := objectOf(map[string]any{
			"elsewhere":    x.Data.Elsewhere,
			"grafana":      x.Data.Grafana,
			"org_mappings": x.Data.OrgMappings,
			"spellings":    x.Data.Spellings,
		})
		orgs := ast.NewObject()
		for _, o := range x.Orgs {
			orgs.Insert(ast.StringTerm(o.Label), ast.ObjectTerm())
		}
		return sharedInput{world, orgs}, err
	})
	for _, o := range x.Orgs {
		s.groups = append(s.groups, sync.OnceValues(func() (*ast.Term, error) {
			groups, err := objectOf(o.Data.Groups)
			return ast.NewTerm(groups), err
		}))
		s.guests = append(s.guests, sync.OnceValue(func() map[string]*document.Member { return representatives.Guests(o.Data) }))
	}
	return s
}

// of returns the subject that a user is in an org in a session with groups. The error is
// that of the context, or of policies that do not decide the session.
func (s *Sessions) of(ctx context.Context, o *index.Org, user int32, groups []string) (*index.Subject, error) {
	var buffer [maxSessionKey]byte
	key := sessionKeyOf(buffer[:0], o.Number, user, groups)
	if known, ok := s.subjects.find(key); ok {
		return known, nil
	}
	made, err := s.decide(ctx, o, user, groups)
	if err == nil {
		s.subjects.keep(string(key), made, 0)
	}
	return made, err
}

// maxSessionKey is the length up to which a key is not hashed.
const maxSessionKey = 256

// sessionKeyOf appends the key of a session, which no other session has: its parts, or
// their hash if they are long.
func sessionKeyOf(key []byte, org, user int32, groups []string) []byte {
	key = append(key, 0)
	key = binary.AppendVarint(key, int64(org))
	key = binary.AppendVarint(key, int64(user))
	for _, group := range groups {
		key = binary.AppendUvarint(key, uint64(len(group)))
		key = append(key, group...)
	}
	if len(key) <= maxSessionKey {
		return key
	}
	sum := sha256.Sum256(key)
	return append(append(key[:0], 1), sum[:]...)
}

// decide is of without the sessions that are kept.
func (s *Sessions) decide(ctx context.Context, o *index.Org, user int32, groups []string) (*index.Subject, error) {
	key := s.index.UserKey(user)
	m := s.member(o, key)
	fail := func(err error) (*index.Subject, error) {
		return nil, fmt.Errorf("decide the session of %s in org %q: %w", key, o.Label, err)
	}
	told, err := s.tell(ctx, o, groups)
	if err != nil {
		return fail(err)
	}
	class, err := s.class(ctx, representatives.ClassInSession(s.index.Data, key, m), told)
	if err != nil {
		return fail(err)
	}
	made := s.index.SubjectLike(o, class.Template, key, m, told.Teams)
	made.Member, made.Disabled = class.Member, class.Disabled
	return &made, nil
}

// MemberIn returns what a user is in an org where groups may give it a role: nil for nothing.
func (m *Matcher) MemberIn(o *index.Org, key string) *document.Member {
	return m.sessions.member(o, key)
}

// Told returns all that the groups of a session decide in an org. The error is that of the context,
// or of policies that do not decide it.
func (m *Matcher) Told(ctx context.Context, o *index.Org, groups []string) (*Told, error) {
	return m.sessions.tell(ctx, o, groups)
}

// InSession returns what the users of a class are in an org in sessions with groups that tell the
// same but for the names of teams. The error is as for Told.
func (m *Matcher) InSession(ctx context.Context, c representatives.MemberClass, told *Told) (*SessionClass, error) {
	return m.sessions.class(ctx, c, told)
}

// member returns what a user is in an org where groups may give it a role: nil for nothing.
func (s *Sessions) member(o *index.Org, key string) *document.Member {
	if m := o.Data.Members[key]; m != nil {
		return m
	}
	return s.guests[o.Number]()[key]
}

// tell asks the policies for all that groups decide in an org.
func (s *Sessions) tell(ctx context.Context, o *index.Org, groups []string) (*Told, error) {
	var buffer [maxSessionKey]byte
	key := sessionKeyOf(buffer[:0], o.Number, 0, groups)
	if known, ok := s.told.find(key); ok {
		return known, nil
	}
	mapped, err := s.groups[o.Number]()
	if err != nil {
		return nil, err
	}
	input, err := s.document(asked{o, o, "", groups}, document.NewOrg(), map[string]document.User{}, mapped)
	if err != nil {
		return nil, err
	}
	row, err := s.program.Told(ctx, input)
	if err != nil {
		return nil, err
	}
	made := &Told{Teams: row.Teams, org: o, groups: make([]string, len(groups))}
	for i, group := range groups {
		made.groups[i] = strings.Clone(group) // it may be a part of a long text, such as a request
	}
	made.Key = fmt.Sprint(row.Mappings, len(row.Teams) > 0)
	if len(row.Patterns) > 0 {
		made.pattern = row.Patterns[0]
	}
	s.told.keep(string(key), made, sizeOf(groups))
	return made, nil
}

// sizeOf returns how many bytes groups take.
func sizeOf(groups []string) int {
	size := 0
	for _, group := range groups {
		size += len(group) + int(unsafe.Sizeof(group))
	}
	return size
}

// class asks the policies for the sessions of a class of users. One team stands for all that the
// groups tell.
func (s *Sessions) class(ctx context.Context, c representatives.MemberClass, told *Told) (*SessionClass, error) {
	o := told.org
	var buffer [maxSessionKey]byte
	key := sessionKeyOf(c.Append(buffer[:0]), o.Number, 0, []string{told.Key})
	if known, ok := s.classes.find(key); ok {
		return known, nil
	}
	representative, user, org := c.Alone()
	groups := ast.NewObject()
	if len(told.Teams) > 0 {
		org.Teams[representatives.Told] = document.Item{}
		team := ast.NewObject(ast.Item(ast.StringTerm(representatives.Told), ast.StringTerm("")))
		groups.Insert(ast.StringTerm(told.pattern), ast.NewTerm(team))
	}
	users := map[string]document.User{representative: user}
	input, err := s.document(asked{o, o, representative, told.groups}, org, users, ast.NewTerm(groups))
	if err != nil {
		return nil, err
	}
	row, err := s.program.Held(ctx, input)
	if err != nil {
		return nil, err
	}
	made := &SessionClass{s.index.NewTemplate(o, row.Holders), row.Member, row.Disabled}
	s.classes.keep(string(key), made, 0)
	return made, nil
}

// An asked names a subject and the org in which the policies decide what it is. The
// context is the org of the request. The subject is a key.
type asked struct {
	context, org *index.Org
	subject      string
	groups       []string
}

// input returns the input of the policies: a configuration in which of everybody in the
// org only the subject is left, changed by edit unless that is nil.
func (s *Sessions) input(a asked, edit Change) (ast.Value, error) {
	data, users := onlyOf(a.org.Data, a.subject), map[string]document.User{}
	user, isUser := s.index.Data.Users[a.subject]
	if edit != nil {
		edit(data, &user)
	}
	if isUser {
		users[a.subject] = user
	}
	mapped, err := s.groups[a.org.Number]()
	if err != nil {
		return nil, err
	}
	return s.document(a, data, users, mapped)
}

// document returns the input about an org with what is declared in it, and with the teams of its
// external groups.
func (s *Sessions) document(
	a asked, data *document.Org, users map[string]document.User, mapped *ast.Term,
) (ast.Value, error) {
	shared, err := s.shared()
	if err != nil {
		return nil, err
	}
	org, err := objectOf(data)
	if err != nil {
		return nil, err
	}
	org.Insert(ast.StringTerm("groups"), mapped)
	all, err := objectOf(users)
	if err != nil {
		return nil, err
	}
	orgs, world := shared.orgs.Copy(), shared.world.Copy()
	orgs.Insert(ast.StringTerm(a.org.Label), ast.NewTerm(org))
	world.Insert(ast.StringTerm("orgs"), ast.NewTerm(orgs))
	world.Insert(ast.StringTerm("users"), ast.NewTerm(all))
	shown := make([]*ast.Term, len(a.groups))
	for i, group := range a.groups {
		if !utf8.ValidString(group) {
			// Rego would replace the invalid bytes by U+FFFD, which may be declared.
			group = representatives.StandIn
		}
		shown[i] = ast.StringTerm(group)
	}
	return ast.NewObject(
		ast.Item(ast.StringTerm("context"), ast.StringTerm(a.context.Label)),
		ast.Item(ast.StringTerm("org"), ast.StringTerm(a.org.Label)),
		ast.Item(ast.StringTerm("subject"), ast.StringTerm(a.subject)),
		ast.Item(ast.StringTerm("groups"), ast.ArrayTerm(shown...)),
		ast.Item(ast.StringTerm("world"), ast.NewTerm(world)),
	), nil
}

// onlyOf returns an org with one member, if it is one, and the teams in whose lists it
// is or that it created.
func onlyOf(o *document.Org, key string) *document.Org {
	org := document.NewOrg()
	if m := o.Members[key]; m != nil {
		copied := *m
		org.Members[key] = &copied
	}
	for team, item := range o.Teams {
		place := representatives.TeamPlace(team)
		entry, listed := o.Permissions[place][key]
		source, created := o.Creators[place][key]
		if listed {
			org.Permissions[place] = map[string]document.Entry{key: entry}
		}
		if created {
			org.Creators[place] = map[string]string{key: source}
		}
		if listed || created {
			org.Teams[team] = item
		}
	}
	return org
}

// objectOf converts a value whose JSON is an object for the policies.
func objectOf(v any) (ast.Object, error) {
	value, err := ast.InterfaceToValue(v)
	if err != nil {
		return nil, err
	}
	object, ok := value.(ast.Object)
	if !ok {
		return nil, fmt.Errorf("%T is not an object", v)
	}
	return object, nil
}

// A sessionKey identifies a session of a user in an org by the address of its groups.
type sessionKey struct {
	org, user int32
	groups    *string
}

// Remembering returns a matcher that remembers every session by the address of its groups,
// which must not be changed. It is for many requests in the same sessions, and is not safe
// for concurrent use.
func (m *Matcher) Remembering() *Matcher {
	known := map[sessionKey]*index.Subject{}
	remembers := *m
	remembers.session = func(ctx context.Context, o *index.Org, user int32, groups []string) (*index.Subject, error) {
		key := sessionKey{o.Number, user, unsafe.SliceData(groups)}
		if s, ok := known[key]; ok {
			return s, nil
		}
		s, err := m.sessions.decide(ctx, o, user, groups)
		if err == nil {
			known[key] = s
		}
		return s, err
	}
	return &remembers
}
