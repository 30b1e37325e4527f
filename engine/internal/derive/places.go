package derive

import (
	"slices"
	"strings"

	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/engine/internal/representatives"
	"github.com/rolecall/rolecall/engine/internal/vocabulary"
	"github.com/rolecall/rolecall/internal/document"
)

// placeSteps lead from the place of a grant to what is asked about: the
// folders in between, if it is a list that they hand down, and where the
// resource is declared.
func (q *Deriver) placeSteps(place string) []explain.Step {
	r := &q.Request.Resource
	switch {
	case q.Type.Shape == vocabulary.UserShape:
		return q.userSteps()
	case q.Type.Shape == vocabulary.RoleShape:
		if role, ok := q.Index.Data.Roles[r.ID]; ok {
			return []explain.Step{{Kind: explain.Role, Resource: "role:" + r.ID, Source: SourceOf(role.Source)}}
		}
		return nil
	case q.Type.Shape == vocabulary.OrgShape:
		return nil
	case q.Type.Declarable && q.Org.Thing(q.Type, r.ID) != nil:
		return q.thingSteps(representatives.ItemTypes[q.Type.Number], r.ID, place)
	case r.Dashboard != "" && q.Org.Thing(q.Index.Dashboards, r.Dashboard) != nil:
		return q.thingSteps(representatives.ItemTypes[q.Index.Dashboards.Number], r.Dashboard, place)
	case r.Folder != "":
		return q.thingSteps(representatives.FolderType, r.Folder, place)
	}
	return nil
}

// userSteps say where a user who is asked about is declared, and if it must be
// a member of the org, that too.
func (q *Deriver) userSteps() []explain.Step {
	key := "user:" + q.ID
	steps := []explain.Step{resourceStep(key, q.Index.Data.Users[key].Source)}
	if m := q.Org.Data.Members[key]; q.Plan.AsksMember && m != nil {
		steps = append(steps, explain.Step{Kind: explain.OrgMember, Resource: key, Org: q.Org.Label, Source: SourceOf(m.Source)})
	}
	return steps
}

// thingSteps lead from a place to a declared thing.
func (q *Deriver) thingSteps(typ representatives.ItemType, id, place string) []explain.Step {
	item, ok := typ.Items(q.Org.Data)[id]
	if !ok { // General
		return nil
	}
	folders := representatives.Chain(typ, id, item, q.Org.Data)
	last := q.lastFolder(folders, place)
	var steps []explain.Step
	for i, uid := range folders[:last+1] {
		folder := q.Org.Data.Folders[uid]
		within := item.Within
		if typ.Type == "folder" {
			within = ""
		}
		if i > 0 {
			within = q.Org.Data.Folders[folders[i-1]].Within
		}
		if within != "" {
			steps = append(steps, explain.Step{Kind: explain.InFolder, Resource: "folder:" + uid, Source: SourceOf(within)})
		}
		if i == last && slices.Contains(q.Index.Rows.Defaults, place) {
			steps = append(steps, listStep("folder:"+uid, folder))
		}
		if i > 0 || typ.Type != "folder" {
			steps = append(steps, resourceStep("folder:"+uid, folder.Source))
		}
	}
	slices.Reverse(steps)
	if last < 0 && slices.Contains(q.Index.Rows.Defaults, place) {
		steps = append(steps, listStep(typ.Type+":"+id, item))
	}
	return append(steps, resourceStep(typ.Type+":"+id, item.Source))
}

// resourceStep says where a resource is declared.
func resourceStep(resource, source string) explain.Step {
	return explain.Step{Kind: explain.Resource, Resource: resource, Source: SourceOf(source)}
}

// listStep says that a resource still has the list that it was created with.
func listStep(resource string, item document.Item) explain.Step {
	return explain.Step{Kind: explain.AsCreated, Resource: resource, Source: SourceOf(item.DefaultSource)}
}

// lastFolder is the position among the folders of a thing of the one that a
// place is of: the topmost for a list that things are created with, which they
// hand down; -1 for a place that is of none of them.
func (q *Deriver) lastFolder(folders []string, place string) int {
	if slices.Contains(q.Index.Rows.Defaults, place) {
		return len(folders) - 1
	}
	uid, ok := strings.CutPrefix(place, representatives.FolderType.Scope+":")
	if !ok {
		return -1
	}
	return slices.Index(folders, uid)
}
