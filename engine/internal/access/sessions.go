package access

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"sync"
	"unicode/utf8"
	"unsafe"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/rolecall/rolecall/engine/internal/index"
	"github.com/rolecall/rolecall/engine/internal/policy"
	"github.com/rolecall/rolecall/engine/internal/representatives"
	"github.com/rolecall/rolecall/internal/document"
)

// Sessions returns the subjects that users are in sessions with external groups. The
// package rolecall.sessions of the policies decides a session, once for each user, org and
// list of groups. Sessions keeps the last few thousand. It is safe for concurrent use.
type Sessions struct {
	index   *index.Index
	program *policy.Program
	// shared makes the parts of the input that are the same for all sessions, and
	// groups the parts that are the same for all sessions in an org.
	shared func() (sharedInput, error)
	groups []func() (*ast.Term, error)

	// mu is not held while policies are evaluated. recent has the sessions asked for
	// since it was last full, and older the sessions before.
	mu            sync.Mutex
	recent, older map[string]*index.Subject
}

// maxSessions is the number of sessions in each of recent and older.
const maxSessions = 4096

// A sharedInput has the parts of the configuration that count for every session: all except
// the orgs and users.
type sharedInput struct {
	world ast.Object
	orgs  ast.Object // without anything in them
}

func newSessions(x *index.Index, p *policy.Program) *Sessions {
	s := &Sessions{index: x, program: p, recent: map[string]*index.Subject{}}
	s.shared = sync.OnceValues(func() (sharedInput, error) {
		world, err := objectOf(map[string]any{
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
	}
	return s
}

// of returns the subject that a user is in an org in a session with groups. The error is
// that of the context, or of policies that do not decide the session.
func (s *Sessions) of(ctx context.Context, o *index.Org, user int32, groups []string) (*index.Subject, error) {
	var buffer [maxSessionKey]byte
	key := sessionKeyOf(buffer[:0], o.Number, user, groups)
	if known := s.known(key); known != nil {
		return known, nil
	}
	made, err := s.decide(ctx, o, user, groups)
	if err != nil {
		return nil, fmt.Errorf("decide the session of %s in org %q: %w", s.index.UserKey(user), o.Label, err)
	}
	s.keep(string(key), made)
	return made, nil
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

func (s *Sessions) known(key []byte) *index.Subject {
	s.mu.Lock()
	defer s.mu.Unlock()
	if known, ok := s.recent[string(key)]; ok {
		return known
	}
	known, ok := s.older[string(key)]
	if ok {
		s.put(string(key), known)
	}
	return known
}

func (s *Sessions) keep(key string, made *index.Subject) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.put(key, made)
}

func (s *Sessions) put(key string, made *index.Subject) {
	if len(s.recent) >= maxSessions {
		s.recent, s.older = map[string]*index.Subject{}, s.recent
	}
	s.recent[key] = made
}

// decide asks the policies for a session.
func (s *Sessions) decide(ctx context.Context, o *index.Org, user int32, groups []string) (*index.Subject, error) {
	input, err := s.input(o, user, groups)
	if err != nil {
		return nil, err
	}
	row, err := s.program.Held(ctx, input)
	if err != nil {
		return nil, err
	}
	made := s.index.NewSubject(o, row.Holders)
	made.Member, made.Disabled = row.Member, row.Disabled
	return &made, nil
}

// steps asks the policies for the steps of a session.
func (s *Sessions) steps(ctx context.Context, o *index.Org, user int32, groups []string, into any) error {
	input, err := s.input(o, user, groups)
	if err != nil {
		return err
	}
	return s.program.Steps(ctx, input, into)
}

// HasSession reports whether the request is of a user in a session with groups.
func (q *Query) HasSession() bool { return q.User != NoUser && len(q.Request.Subject.Groups) > 0 }

// SessionSteps decodes the rule rolecall.sessions.steps of the policies for the session of
// the request into a value.
func (q *Query) SessionSteps(ctx context.Context, into any) error {
	return q.Matcher.sessions.steps(ctx, q.Org, q.User, q.Request.Subject.Groups, into)
}

// input returns the input of the policies about a session: a configuration in which the
// user is the only member of the org.
func (s *Sessions) input(o *index.Org, user int32, groups []string) (ast.Value, error) {
	shared, err := s.shared()
	if err != nil {
		return nil, err
	}
	mapped, err := s.groups[o.Number]()
	if err != nil {
		return nil, err
	}
	key := s.index.UserKey(user)
	org, err := objectOf(onlyOf(o.Data, key))
	if err != nil {
		return nil, err
	}
	org.Insert(ast.StringTerm("groups"), mapped)
	users, err := objectOf(map[string]document.User{key: s.index.Data.Users[key]})
	if err != nil {
		return nil, err
	}
	orgs, world := shared.orgs.Copy(), shared.world.Copy()
	orgs.Insert(ast.StringTerm(o.Label), ast.NewTerm(org))
	world.Insert(ast.StringTerm("orgs"), ast.NewTerm(orgs))
	world.Insert(ast.StringTerm("users"), ast.NewTerm(users))
	shown := make([]*ast.Term, len(groups))
	for i, group := range groups {
		if !utf8.ValidString(group) {
			// Rego would replace the invalid bytes by U+FFFD, which may be declared.
			group = representatives.StandIn
		}
		shown[i] = ast.StringTerm(group)
	}
	return ast.NewObject(
		ast.Item(ast.StringTerm("org"), ast.StringTerm(o.Label)),
		ast.Item(ast.StringTerm("user"), ast.StringTerm(key)),
		ast.Item(ast.StringTerm("groups"), ast.ArrayTerm(shown...)),
		ast.Item(ast.StringTerm("world"), ast.NewTerm(world)),
	), nil
}

// onlyOf returns an org with one member, if the user is a member, and with the teams that
// the user is listed in or created.
func onlyOf(o *document.Org, key string) *document.Org {
	org := document.NewOrg()
	if m := o.Members[key]; m != nil {
		org.Members[key] = m
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
		s, err := m.session(ctx, o, user, groups)
		if err == nil {
			known[key] = s
		}
		return s, err
	}
	return &remembers
}
