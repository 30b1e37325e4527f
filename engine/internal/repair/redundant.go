package repair

import (
	"slices"
	"strings"

	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/engine/internal/access"
	"github.com/rolecall/rolecall/engine/internal/representatives"
	"github.com/rolecall/rolecall/internal/scopes"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// levelsOf returns the levels of a kind of list that the version has, lowest first.
func levelsOf(q *access.Query, kind string) []string {
	var levels []string
	for _, typ := range representatives.ItemTypes {
		if representatives.TypeOf(typ.Scope) != kind {
			continue
		}
		for _, level := range typ.Levels {
			if _, ok := q.Index.Rows.Levels[kind][level]; ok {
				levels = append(levels, level)
			}
		}
	}
	return levels
}

// rank returns the position of a level of a folder or dashboard, from 0 for the lowest; -1
// for none.
func rank(level string) int { return slices.Index(representatives.FolderType.Levels, level) }

// foldersAbove returns the folders above a resource, nearest first.
func foldersAbove(q *access.Query, typ representatives.ItemType, id string) []string {
	folders := representatives.Chain(typ, id, typ.Items(q.Org.Data)[id], q.Org.Data)
	if typ.Type == representatives.FolderType.Type {
		return folders[1:] // the first is the folder itself
	}
	return folders
}

// coveredAbove reports whether a holder has a level on a folder above a resource already. An
// entry of the resource can only add to that, and the loader warns about one that does not.
func coveredAbove(q *access.Query, typ representatives.ItemType, id, holder, level string) bool {
	above := rankAbove(q, typ, id, holder)
	return above >= 0 && above >= rank(level)
}

// rankAbove returns the rank of the highest level that a holder has on the folders above a
// resource, -1 for none.
func rankAbove(q *access.Query, typ representatives.ItemType, id, holder string) int {
	highest := -1
	folders := foldersAbove(q, typ, id)
	for i, folder := range folders {
		place := scopes.Of(representatives.FolderType.Scope, folder)
		if q.Index.Rows.Disregarded[place] {
			continue
		}
		highest = max(highest, rank(q.Org.Data.Permissions[place][holder].Level))
		// A folder in another one is created without permissions.
		if i == len(folders)-1 && q.Org.Data.Folders[folder].DefaultPermissions {
			highest = max(highest, rank(asCreated(q, holder)))
		}
	}
	return highest
}

// asCreated returns the level that a holder has on a folder which still has the list that it
// was created with; empty if it has none.
func asCreated(q *access.Query, holder string) string {
	role, ok := strings.CutPrefix(holder, "role:")
	if !ok {
		return ""
	}
	return catalogueOf(q).AsCreated[schema.OrgRole(role)]
}

func catalogueOf(q *access.Query) catalogue.Version {
	return catalogue.Of(schema.Version(q.Index.Rows.Version))
}

// redundant returns the entries that an edit makes redundant, sorted by resource: an entry of
// a folder covers those of its holder in the lists of what is in the folder, up to its level.
func (q *repairer) redundant(e *explain.Edit) []explain.RedundantEntry {
	folder, ok := strings.CutPrefix(e.Resource, representatives.FolderType.Type+":")
	if !ok || e.Kind != explain.AddPermission {
		return nil
	}
	var entries []explain.RedundantEntry
	for place, list := range q.Org.Data.Permissions {
		entry, ok := list[e.Holder]
		if !ok || rank(entry.Level) > rank(e.Level) {
			continue
		}
		typ, id := listed(q.Query, place)
		if typ == nil || !slices.Contains(foldersAbove(q.Query, *typ, id), folder) || coveredAbove(q.Query, *typ, id, e.Holder, entry.Level) {
			continue
		}
		entries = append(entries, explain.RedundantEntry{
			Resource: typ.Type + ":" + id, Level: entry.Level, Source: access.SourceOf(entry.Source),
		})
	}
	slices.SortFunc(entries, func(a, b explain.RedundantEntry) int { return strings.Compare(a.Resource, b.Resource) })
	return entries
}

// addRedundant adds to the edits of a repair the entries that they make redundant. It leaves
// out entries that another edit replaces.
func (q *repairer) addRedundant(edits []explain.Edit) {
	type entry struct{ holder, resource string }
	seen := map[entry]bool{}
	for _, e := range edits {
		seen[entry{e.Holder, e.Resource}] = true
	}
	for i := range edits {
		e := &edits[i]
		e.Redundant = slices.DeleteFunc(q.redundant(e), func(r explain.RedundantEntry) bool {
			was := seen[entry{e.Holder, r.Resource}]
			seen[entry{e.Holder, r.Resource}] = true
			return was
		})
	}
}
