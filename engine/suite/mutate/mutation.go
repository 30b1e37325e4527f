package mutate

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/schema"
)

// A Kind is a kind of change.
type Kind string

// The kinds of changes.
const (
	Level   Kind = "level"   // a level or role is the next higher or lower one
	Dropped Kind = "dropped" // a holder, a member or a permission is left out
	Added   Kind = "added"   // another holder or member is put in
	Widened Kind = "widened" // a scope or an org becomes all of its kind
	Removed Kind = "removed" // a block is left out
	Flipped Kind = "flipped" // a flag is the other way round
)

// A Mutation is one change of a configuration.
type Mutation struct {
	Kind Kind
	// Text describes the changed configuration: "team.sre has Admin instead of Edit
	// on folder.production".
	Text string
	// Range is the range of the changed declaration.
	Range hcl.Range

	apply change
}

// Apply changes a clone of the world that the mutation was made for. It returns a function
// that reverts the change.
func (m Mutation) Apply(w *schema.World) (undo func()) { return m.apply(w) }

// A change changes a world, and returns a function that reverts this.
type change func(*schema.World) (undo func())

// set returns a change of a value in a world. The new value must not share memory that
// may change with the old one.
func set[T any](at func(*schema.World) *T, value func(w *schema.World, old T) T) change {
	return func(w *schema.World) func() {
		p := at(w)
		old := *p
		*p = value(w, old)
		return func() { *p = old }
	}
}

// to returns a change to a value that does not depend on the world.
func to[T any](at func(*schema.World) *T, value T) change {
	return set(at, func(*schema.World, T) T { return value })
}

// drop returns a change that removes an item of a list.
func drop[T any](at func(*schema.World) *[]T, i int) change {
	return set(at, func(_ *schema.World, list []T) []T { return slices.Concat(list[:i], list[i+1:]) })
}

// put returns a change that adds an item to a list.
func put[T any](at func(*schema.World) *[]T, item func(*schema.World) T) change {
	return set(at, func(w *schema.World, list []T) []T { return append(slices.Clip(list), item(w)) })
}

// All returns the mutations of a world, in the order of files and lines. The result
// depends on the world and the seed alone.
func All(w *schema.World, seed uint64) []Mutation {
	m := &mutator{world: w, rand: rand.New(rand.NewPCG(seed, 0)), members: map[*schema.Org]map[*schema.User]bool{}}
	m.flags()
	m.orgs()
	m.teams()
	m.lists()
	m.roles()
	m.accounts()
	slices.SortStableFunc(m.all, func(a, b Mutation) int {
		return cmp.Or(
			cmp.Compare(a.Range.Filename, b.Range.Filename),
			cmp.Compare(a.Range.Start.Byte, b.Range.Start.Byte),
			cmp.Compare(a.Kind, b.Kind),
		)
	})
	return m.all
}

// A mutator collects the changes of a world.
type mutator struct {
	world *schema.World
	rand  *rand.Rand
	all   []Mutation
	// members caches inOrg.
	members map[*schema.Org]map[*schema.User]bool
}

func (m *mutator) add(kind Kind, at hcl.Range, apply change, format string, args ...any) {
	m.all = append(m.all, Mutation{Kind: kind, Text: fmt.Sprintf(format, args...), Range: at, apply: apply})
}

// pick returns a random number below n. It is not ok if n is 0.
func (m *mutator) pick(n int) (i int, ok bool) {
	if n == 0 {
		return 0, false
	}
	return m.rand.IntN(n), true
}

// indexes returns the indexes of the items of a list for which such returns true.
func indexes[T any](list []T, such func(T) bool) []int {
	var found []int
	for i, item := range list {
		if such(item) {
			found = append(found, i)
		}
	}
	return found
}

// steps returns the levels next to a level in an ordered list: the next one, then the
// previous one.
func steps[T comparable](levels []T, level T) []T {
	i := slices.Index(levels, level)
	var next []T
	if i >= 0 && i+1 < len(levels) {
		next = append(next, levels[i+1])
	}
	if i > 0 {
		next = append(next, levels[i-1])
	}
	return next
}

// step adds the changes of a level to those next to it.
func step[T ~string](m *mutator, at hcl.Range, levels []T, where func(*schema.World) *T, what string) {
	level := *where(m.world)
	for _, next := range steps(levels, level) {
		m.add(Level, at, to(where, next), "%s is %s instead of %s", what, next, level)
	}
}

// flip adds the change of a flag.
func (m *mutator) flip(at hcl.Range, where func(*schema.World) *bool, what string) {
	now := *where(m.world)
	m.add(Flipped, at, to(where, !now), "%s is %t instead of %t", what, !now, now)
}

// inOrg reports whether a user is a member of an org. It returns true if org is nil.
func (m *mutator) inOrg(org *schema.Org, user *schema.User) bool {
	if org == nil {
		return true
	}
	members := m.members[org]
	if members == nil {
		members = map[*schema.User]bool{}
		for _, member := range org.Members {
			members[member.User.To] = true
		}
		m.members[org] = members
	}
	return members[user]
}
