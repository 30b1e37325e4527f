package compare

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/engine/diff"
	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/engine/internal/access"
	"github.com/rolecall/rolecall/engine/internal/index"
	"github.com/rolecall/rolecall/engine/internal/representatives"
	"github.com/rolecall/rolecall/internal/document"
	"github.com/rolecall/rolecall/internal/scopes"
)

// takenBy returns the cause of access that a fact of the other side takes away.
func takenBy(kind diff.Kind, step explain.Step) found {
	return found{kind: kind, id: fmt.Sprint("there ", step.Source), step: step, denying: true}
}

// listThere returns the first entry in a list of the resource, of its dashboard or of its folder on
// the other side, if that list replaces the one that the resource was created with on this side.
func (a *attribution) listThere(q, o *access.Query) (step explain.Step, ok bool) {
	for _, of := range lists(q) {
		_, there := of.typ.Items(o.Org.Data)[of.id]
		place := scopes.Of(of.typ.Scope, of.id)
		if !there || len(q.Org.Data.Permissions[place]) > 0 {
			continue
		}
		for holder, entry := range o.Org.Data.Permissions[place] {
			one := explain.Step{Kind: explain.Entry, Holder: holder, Place: place, Level: entry.Level, Org: o.Org.Label,
				Source: access.SourceOf(entry.Source)}
			if !ok || cmp.Or(cmp.Compare(one.File, step.File), cmp.Compare(one.Line, step.Line),
				cmp.Compare(one.Holder, step.Holder)) < 0 {
				step, ok = one, true
			}
		}
		if ok {
			return step, ok
		}
	}
	return step, ok
}

// A listed is a declared resource that can have a list.
type listed struct {
	typ representatives.ItemType
	id  string
}

// lists returns the declared resources whose lists count for the resource of a query: itself, its
// dashboard, and the folders that they are in, nearest first.
func lists(q *access.Query) []listed {
	r := q.Request.Resource
	var all []listed
	add := func(typ representatives.ItemType, id string) {
		item, ok := typ.Items(q.Org.Data)[id]
		if !ok {
			return
		}
		if typ.Type != representatives.FolderType.Type {
			all = append(all, listed{typ, id})
		}
		for _, folder := range representatives.Chain(typ, id, item, q.Org.Data) {
			all = append(all, listed{representatives.FolderType, folder})
		}
	}
	for _, typ := range representatives.ItemTypes {
		if typ.Type == r.Type {
			add(typ, r.ID)
		}
	}
	add(representatives.DashboardType, r.Dashboard)
	add(representatives.FolderType, r.Folder)
	return all
}

// removal returns the step about the change of a basic role on the other side that takes the
// permission of a finding from its holder.
func removal(q, o *access.Query, f access.Finding) (step explain.Step, ok bool) {
	removes := func(x *index.Index, name string) bool {
		return slices.ContainsFunc(x.Data.BasicRoles[name].Remove.Permissions,
			func(p document.Permission) bool { return p.Action == f.Permission })
	}
	for name, changed := range o.Index.Data.BasicRoles {
		if strings.HasSuffix(f.Holder, ":"+name) && removes(o.Index, name) && !removes(q.Index, name) {
			return explain.Step{Kind: explain.BasicRole, Role: name, Source: access.SourceOf(changed.Remove.Source)}, true
		}
	}
	return explain.Step{}, false
}

// mapping returns the step about a mapping by which groups decide over a session on the other side:
// one that matches, or the first of all.
func (a *attribution) mapping(s *access.Steps) explain.Step {
	for _, holder := range slices.Sorted(maps.Keys(s.Holders)) {
		for _, step := range slices.Concat(s.Holders[holder]...) {
			switch step.Kind {
			case explain.Mapping, explain.MappedRole, explain.MappedAdmin:
				return explain.Step{Kind: explain.Mapping, Groups: step.Groups, Source: step.Source}
			}
		}
	}
	first := a.c.sides[a.other].Data.OrgMappings[0]
	return explain.Step{Kind: explain.Mapping, Groups: []string{first.Group}, Source: access.SourceOf(first.Source)}
}
