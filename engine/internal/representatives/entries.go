package representatives

import (
	"slices"
	"strings"

	"github.com/rolecall/rolecall/internal/document"
)

// An entryClass is what tells the entries of lists apart.
type entryClass struct {
	// scope is what the list's place begins with.
	scope string
	// inside says whether the list is of something in a folder.
	inside bool
	// holder is the holder of a role, otherwise the type of the holder.
	holder string
	level  string
	// creator says whether the holder created the thing.
	creator bool
}

// A heldClass is what tells apart what holders have in some list of the org.
type heldClass struct {
	typ string
	// held and created are the kinds and levels, and the kinds and wheres.
	held, created string
}

// ClassOfEntry returns the class of the entry of a holder in a list, or of a
// creator who may have one.
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

// addEntry adds a stand-in, unless the class has one: a list of its own.
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

// StandIn returns the holder that stands for those of the class.
func (c entryClass) StandIn() string {
	if IsRole(c.holder) {
		return c.holder
	}
	return c.holder + ":" + StandIn
}

// ClassOfHeld returns the class of what a holder has in some list of an org.
func ClassOfHeld(org *document.Org, holder string) heldClass {
	return heldClass{TypeOf(holder), heldKey(org.Held[holder]), heldKey(org.Created[holder])}
}

// heldKey names the keys of both levels, without the sources.
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

// addHeld adds a stand-in, unless the class has one. Its sources name what
// they stand for, as heldSource reads it.
func (s *Sample) addHeld(class heldClass) {
	if _, ok := s.Held[class]; ok {
		return
	}
	holder := s.name(class.typ+":", class)
	s.Held[class] = holder
	s.org().Held[holder] = fromHeldKey("held", class.held)
	s.org().Created[holder] = fromHeldKey("created", class.created)
}

// fromHeldKey is what heldKey named, with a source that says where to look.
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

// HeldSource returns the source that a stand-in's source stands for.
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
