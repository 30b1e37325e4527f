package access

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"sync"
	"unsafe"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/rolecall/rolecall/engine/internal/index"
	"github.com/rolecall/rolecall/engine/internal/policy"
	"github.com/rolecall/rolecall/engine/internal/representatives"
	"github.com/rolecall/rolecall/internal/document"
)

// Sessions know what users are in sessions with external groups. The package
// rolecall.sessions of the policies decides that, once for each user, org and
// list of groups; the last few thousand are kept. It is safe for concurrent
// use.
type Sessions struct {
	index   *index.Index
	program *policy.Program
	// shared are the parts of the input that are the same for all sessions, and
	// groups those that are the same for all of an org.
	shared func() (sharedInput, error)
	groups []func() (*ast.Term, error)

	// mu is not held while policies are evaluated. recent are the sessions that
	// have been asked for since older was full: what is in neither is forgotten.
	mu            sync.Mutex
	recent, older map[string]*index.Subject
}

// maxSessions is how many sessions are kept in each of recent and older.
const maxSessions = 4096

// A sharedInput is the parts of the configuration that every session is decided
// on: all but the orgs and users.
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

// of returns the subject that a user is in an org, in a session with groups. The
// error is that of the context, or of policies that do not say.
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

// maxSessionKey is how long a key may be that is kept as it is.
const maxSessionKey = 256

// sessionKeyOf appends what tells a session from all others: its parts, or their
// hash if they are long.
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

// steps asks the policies for what explains a session.
func (s *Sessions) steps(ctx context.Context, o *index.Org, user int32, groups []string, into any) error {
	input, err := s.input(o, user, groups)
	if err != nil {
		return err
	}
	return s.program.Steps(ctx, input, into)
}

// HasSession reports whether the request is of a user in a session with groups.
func (q *Query) HasSession() bool { return q.User != NoUser && len(q.Request.Subject.Groups) > 0 }

// SessionSteps reads into a value what the rule rolecall.sessions.steps of the policies
// says of the session of the request.
func (q *Query) SessionSteps(ctx context.Context, into any) error {
	return q.Matcher.sessions.steps(ctx, q.Org, q.User, q.Request.Subject.Groups, into)
}

// input returns the input of the policies about a session: a configuration in
// which of everybody in the org only the user is left.
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
		shown[i] = ast.StringTerm(group)
	}
	return ast.NewObject(
		ast.Item(ast.StringTerm("org"), ast.StringTerm(o.Label)),
		ast.Item(ast.StringTerm("user"), ast.StringTerm(key)),
		ast.Item(ast.StringTerm("groups"), ast.ArrayTerm(shown...)),
		ast.Item(ast.StringTerm("world"), ast.NewTerm(world)),
	), nil
}

// onlyOf returns an org with one member, if it is one, and the teams whose lists
// it stands in or that it created.
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

// objectOf returns what has a JSON object for policies to read.
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

// A sessionKey names a session of a user in an org by where its groups are.
type sessionKey struct {
	org, user int32
	groups    *string
}

// Remembering returns a matcher that remembers every session, by where its groups are:
// they must stay as they are. It is for asking about the same sessions very often, and
// not safe for concurrent use.
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
