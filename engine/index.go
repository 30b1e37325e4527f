package engine

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/gobwas/glob"
)

// An index is the rows of a configuration, arranged so that a decision is a
// few lookups. It is built once and not changed after. Holders, places, sets
// and permissions are numbered; the numbers mean nothing outside an index.
type index struct {
	rows *rows

	subjectTypes, resourceTypes, declarable map[string]bool

	orgs  map[string]*orgIndex
	users map[string]*subject

	// fixed are the places of the selectors that do not depend on the
	// request, kinds those of what an org does not declare, and
	// aboveMembers those above every member of an org.
	fixed, kinds map[string][]place
	aboveMembers []place

	// ways are the ways in which an action can be had on a kind.
	ways map[string]map[string][][]need
	// gives says which permissions each set gives.
	gives []map[string]bool
	names struct{ holders, places, sets numbering }
}

type (
	holder int32
	place  int32
	set    int32
)

// An orgIndex is what is in one org.
type orgIndex struct {
	members map[string]*subject
	places  map[resourceKey][]place
	// folders are the places of what is not declared, by the uid of the
	// folder that it is in.
	folders map[string][]place
	// grants are those of each holder at each place, by the name of
	// their set.
	grants map[grantKey][]grant
	// globs are the grants at places that are not declared.
	globs []globGrant
}

// A globGrant is a grant of a holder at the places that a glob matches.
type globGrant struct {
	holder holder
	glob   *glob.Pattern
	grant  grant
}

type resourceKey struct{ typ, id string }

type grantKey struct {
	holder holder
	place  place
}

// A grant gives a set; row is its place among the rows.
type grant struct {
	set     set
	creator bool
	without map[string]bool
	row     int32
}

// A subject is the holders that somebody has in an org, or in every org.
type subject struct {
	holders  []holder
	disabled bool
	// ends is when the credentials of the subject end, and tokens when
	// those of a service account do.
	ends   expiry
	tokens map[string]expiry
}

// An expiry is when credentials end: not at all, for the zero time.
type expiry struct {
	at   time.Time
	text string
}

func newExpiry(text string) (expiry, error) {
	if text == "" {
		return expiry{}, nil
	}
	at, err := time.Parse(time.RFC3339, text)
	return expiry{at, text}, err
}

// A need is a permission, and the selector of the places it is needed at.
type need struct{ permission, at string }

// A numbering gives small numbers to names.
type numbering struct {
	of    map[string]int32
	names []string
}

func (n *numbering) number(name string) int32 {
	if n.of == nil {
		n.of = map[string]int32{}
	}
	i, ok := n.of[name]
	if !ok {
		i = int32(len(n.names))
		n.of[name] = i
		n.names = append(n.names, name)
	}
	return i
}

func newIndex(r *rows) (*index, error) {
	x := &index{
		rows:          r,
		subjectTypes:  r.SubjectTypes,
		resourceTypes: setOf(r.ResourceTypes),
		declarable:    setOf(r.Declarable),
		orgs:          map[string]*orgIndex{},
		users:         map[string]*subject{},
		ways:          map[string]map[string][][]need{},
	}
	for _, label := range r.OrgIDs {
		x.orgs[label] = &orgIndex{
			members: map[string]*subject{},
			places:  map[resourceKey][]place{},
			folders: map[string][]place{},
			grants:  map[grantKey][]grant{},
		}
	}
	x.fixed, x.kinds = x.placeLists(r.FixedPlaces), x.placeLists(r.KindPlaces)
	maps.Copy(x.fixed, x.placeLists(r.Covering))
	x.aboveMembers = x.placeList(r.MemberPlaces.Above)
	for _, row := range r.Places {
		x.orgs[row.Org].places[resourceKey{row.Type, row.ID}] = x.placeList(row.Places)
	}
	for _, row := range r.Users {
		x.users[row.User] = &subject{holders: x.holderList(row.Holders), disabled: row.Disabled}
	}
	for _, row := range r.Folders {
		x.orgs[row.Org].folders[row.UID] = x.placeList(row.Places)
	}
	for _, row := range r.Members {
		s := &subject{holders: x.holderList(row.Holders), disabled: row.Rest.Disabled}
		var err error
		if s.ends, err = newExpiry(row.Rest.Expires); err != nil {
			return nil, fmt.Errorf("%s in org %s: %w", row.Subject, row.Org, err)
		}
		for name, ends := range row.Rest.Tokens {
			if s.tokens == nil {
				s.tokens = map[string]expiry{}
			}
			if s.tokens[name], err = newExpiry(ends); err != nil {
				return nil, fmt.Errorf("token %s of %s in org %s: %w", name, row.Subject, row.Org, err)
			}
		}
		x.orgs[row.Org].members[row.Subject] = s
	}
	for name, actions := range r.Sets {
		x.names.sets.number(name)
		x.gives = append(x.gives, actions)
	}
	for i, row := range r.Grants {
		key := grantKey{holder(x.names.holders.number(row.Holder)), place(x.names.places.number(row.Place))}
		known, ok := x.names.sets.of[row.Set]
		if !ok {
			return nil, fmt.Errorf("grant of %q to %s: no such set", row.Set, row.Holder)
		}
		g := grant{set: set(known), without: row.Grant.Without, row: int32(i)}
		switch row.Grant.When {
		case "":
		case "creator":
			g.creator = true
		default:
			return nil, fmt.Errorf("grant of %s to %s: unknown condition %q", row.Set, row.Holder, row.Grant.When)
		}
		grants := x.orgs[row.Org].grants
		grants[key] = append(grants[key], g)
	}
	for i, row := range r.Globs {
		// As Grafana 8.0 does; a glob that cannot be read matches nothing.
		g, err := glob.Compile(row.Glob, ':', '/')
		if err != nil {
			continue
		}
		x.orgs[row.Org].globs = append(x.orgs[row.Org].globs, globGrant{
			holder: holder(x.names.holders.number(row.Holder)),
			glob:   g,
			grant:  grant{set: set(x.names.sets.number(row.Set)), row: int32(len(r.Grants) + i)},
		})
	}
	for action, kinds := range r.Requirements {
		x.ways[action] = map[string][][]need{}
		for kind, ways := range kinds {
			for _, way := range ways {
				x.ways[action][kind] = append(x.ways[action][kind], needs(way))
			}
		}
	}
	return x, nil
}

// needs are the pairs of a permission and a selector.
func needs(pairs [][2]string) []need {
	list := make([]need, len(pairs))
	for i, pair := range pairs {
		list[i] = need{pair[0], pair[1]}
	}
	return list
}

func (x *index) placeLists(lists map[string][]string) map[string][]place {
	out := make(map[string][]place, len(lists))
	for name, list := range lists {
		out[name] = x.placeList(list)
	}
	return out
}

func (x *index) placeList(names []string) []place {
	list := make([]place, len(names))
	for i, name := range names {
		list[i] = place(x.names.places.number(name))
	}
	return list
}

// holderList numbers holders in the order of their names.
func (x *index) holderList(names []string) []holder {
	names = slices.Sorted(slices.Values(names))
	list := make([]holder, len(names))
	for i, name := range names {
		list[i] = holder(x.names.holders.number(name))
	}
	return list
}

func setOf(names []string) map[string]bool {
	set := make(map[string]bool, len(names))
	for _, name := range names {
		set[name] = true
	}
	return set
}
