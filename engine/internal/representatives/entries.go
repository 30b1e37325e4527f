package representatives

import (
	"slices"
	"strings"

	"github.com/rolecall/rolecall/internal/document"
)

// An entryClass holds the properties by which the policies can tell entries apart.
type entryClass struct {
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

// ClassOfEntry returns the class of the entry of a holder in a list. The holder may
// also be the creator of the resource, without an entry.
func ClassOfEntry(org *document.Org, place, holder string) entryClass {
	scope, id := SplitPlace(place)
	class := entryClass{scope: scope, holder: TypeOf(holder), level: org.Permissions[place][holder].Level}
	if IsRole(holder) {
		class.holder = holder
	}
	_, class.creator = org.Creators[place][holder]
	switch scope {
	case FolderType.Scope:
		class.inside = len(org.Folders[id].Above) > 0
	case DashboardType.Scope:
		class.inside = org.Dashboards[id].Folder != ""
	}
	return class
}

// addEntry adds a representative in a list of its own, unless the class has one.
func (s *Sample) addEntry(class entryClass) {
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
func (c entryClass) StandIn() string {
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
