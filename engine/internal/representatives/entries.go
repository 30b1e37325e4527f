package representatives

import (
	"iter"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/internal/document"
)

// An EntryClass holds the properties by which the policies can tell entries apart.
type EntryClass struct {
	// scope is the beginning of the place of the list.
	scope string
	// inside reports whether the resource of the list lies in a folder.
	inside bool
	// holder is the holder itself if it is a role, and otherwise its type.
	holder string
	level  string
	// creator reports whether the holder created the resource.
	creator bool
}

// A heldClass holds the properties by which the policies can tell holders apart whose
// entries are somewhere in the org.
type heldClass struct {
	typ string
	// held lists the kinds of lists with the levels, and created the kinds with
	// "top" or "inside".
	held, created string
}

// A List is the list of permissions at a place of an org.
type List struct {
	Place string
	// Entries are the entries by holder. Creators are the sources by the holder that
	// created the resource.
	Entries  map[string]document.Entry
	Creators map[string]string
	// Named reports whether the policies know the place by name, as that of a folder
	// called general. The entries of such a list have no classes.
	Named bool

	scope  string
	inside bool
}

// Lists returns all lists of an org, in no order: those with entries, and those that
// only creators are in.
func Lists(org *document.Org) iter.Seq[List] {
	return func(yield func(List) bool) {
		for place := range org.Permissions {
			if !yield(listAt(org, place)) {
				return
			}
		}
		for place := range org.Creators {
			if _, ok := org.Permissions[place]; !ok && !yield(listAt(org, place)) {
				return
			}
		}
	}
}

func listAt(org *document.Org, place string) List {
	scope, id := SplitPlace(place)
	l := List{Place: place, Entries: org.Permissions[place], Creators: org.Creators[place], scope: scope}
	switch scope {
	case FolderType.Scope:
		l.inside = len(org.Folders[id].Above) > 0
		l.Named = id == General
	case DashboardType.Scope:
		l.inside = org.Dashboards[id].Folder != ""
	}
	return l
}

// Classes returns the holders in the list with the classes of their entries, in no
// order. A creator may be there without an entry. There are none if the list is Named.
func (l List) Classes() iter.Seq2[string, EntryClass] {
	return func(yield func(string, EntryClass) bool) {
		if l.Named {
			return
		}
		for holder, entry := range l.Entries {
			if !yield(holder, l.class(holder, entry.Level)) {
				return
			}
		}
		for holder := range l.Creators {
			if _, ok := l.Entries[holder]; !ok && !yield(holder, l.class(holder, "")) {
				return
			}
		}
	}
}

func (l List) class(holder, level string) EntryClass {
	class := EntryClass{scope: l.scope, inside: l.inside, holder: TypeOf(holder), level: level}
	if IsRole(holder) {
		class.holder = holder
	}
	if len(l.Creators) > 0 {
		_, class.creator = l.Creators[holder]
	}
	return class
}

// addEntry adds a representative in a list of its own, unless the class has one.
func (s *Sample) addEntry(class EntryClass) {
	if _, ok := s.Entries[class]; ok {
		return
	}
	id := s.name("", class)
	place := class.scope + ":" + id
	s.Entries[class] = place
	org, holder := s.org(), class.StandIn()
	if class.level != "" {
		org.Permissions[place] = map[string]document.Entry{holder: {Level: class.level, Source: EntrySource}}
	}
	if class.creator {
		org.Creators[place] = map[string]string{holder: CreatorSource}
	}
	if !class.inside {
		return
	}
	switch class.scope {
	case FolderType.Scope:
		org.Folders[id] = document.Item{Above: []string{StandIn}}
	case DashboardType.Scope:
		org.Dashboards[id] = document.Item{Folder: StandIn}
	}
}

// StandIn returns the representative of the holders in the class.
func (c EntryClass) StandIn() string {
	if IsRole(c.holder) {
		return c.holder
	}
	return c.holder + ":" + StandIn
}

// ClassOfHeld returns the class of a holder by its entries in all lists of an org.
func ClassOfHeld(org *document.Org, holder string) heldClass {
	return heldClass{TypeOf(holder), heldKey(org.Held[holder]), heldKey(org.Created[holder])}
}

// heldKey returns the keys of both levels as text, without the sources.
func heldKey(held map[string]map[string]string) string {
	var keys []string
	for kind, levels := range held {
		for level := range levels {
			keys = append(keys, kind+" "+level)
		}
	}
	slices.Sort(keys)
	return strings.Join(keys, ",")
}

// addHeld adds a representative, unless the class has one. Its sources are names that
// HeldSource resolves.
func (s *Sample) addHeld(class heldClass) {
	if _, ok := s.Held[class]; ok {
		return
	}
	holder := s.name(class.typ+":", class)
	s.Held[class] = holder
	s.org().Held[holder] = fromHeldKey("held", class.held)
	s.org().Created[holder] = fromHeldKey("created", class.created)
}

// fromHeldKey returns the map for a text of heldKey, with sources for HeldSource.
func fromHeldKey(name, key string) map[string]map[string]string {
	held := map[string]map[string]string{}
	for pair := range strings.SplitSeq(key, ",") {
		kind, level, ok := strings.Cut(pair, " ")
		if !ok {
			continue
		}
		if held[kind] == nil {
			held[kind] = map[string]string{}
		}
		held[kind][level] = StandIn + name + " " + pair
	}
	return held
}

// HeldSource returns the source of a holder that the source of its representative
// stands for. Other sources are returned unchanged.
func HeldSource(org *document.Org, holder, source string) string {
	rest, ok := strings.CutPrefix(source, StandIn)
	if !ok {
		return source
	}
	parts := strings.SplitN(rest, " ", 3)
	held := org.Held
	if parts[0] == "created" {
		held = org.Created
	}
	return held[holder][parts[1]][parts[2]]
}
