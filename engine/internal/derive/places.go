package derive

import (
	"slices"
	"strings"

	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/engine/internal/access"
	"github.com/rolecall/rolecall/engine/internal/representatives"
	"github.com/rolecall/rolecall/engine/internal/vocabulary"
	"github.com/rolecall/rolecall/internal/document"
)

// placeSteps returns the steps from the place of a grant to the resource: the folders in
// between, if the place is a list that they inherit, and the declaration of the resource.
func (q *Deriver) placeSteps(place string) []explain.Step {
	r := &q.Request.Resource
	switch {
	case q.Type.Shape == vocabulary.UserShape:
		return q.userSteps()
	case q.Type.Shape == vocabulary.RoleShape:
		if role, ok := q.Index.Data.Role(q.Org.Label, r.ID); ok {
			return []explain.Step{{Kind: explain.Role, Resource: "role:" + r.ID, Source: access.SourceOf(role.Source)}}
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

// userSteps returns the steps about the declaration of a user that is the resource and, if
// the user must be a member of the org, about the membership.
func (q *Deriver) userSteps() []explain.Step {
	key := "user:" + q.ID
	steps := []explain.Step{resourceStep(key, q.Index.Data.Users[key].Source)}
	if m := q.Org.Data.Members[key]; q.Plan.AsksMember && m != nil {
		steps = append(steps, explain.Step{Kind: explain.OrgMember, Resource: key, Org: q.Org.Label, Source: access.SourceOf(m.Source)})
	}
	return steps
}

// thingSteps returns the steps from a place to a declared resource.
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
			steps = append(steps, explain.Step{Kind: explain.InFolder, Resource: "folder:" + uid, Source: access.SourceOf(within)})
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

// resourceStep returns the step about the declaration of a resource.
func resourceStep(resource, source string) explain.Step {
	return explain.Step{Kind: explain.Resource, Resource: resource, Source: access.SourceOf(source)}
}

// listStep returns the step about a resource that still has the list that it was created
// with.
func listStep(resource string, item document.Item) explain.Step {
	return explain.Step{Kind: explain.AsCreated, Resource: resource, Source: access.SourceOf(item.DefaultSource)}
}

// lastFolder returns the position among the folders of a resource of the folder that a
// place belongs to: the topmost one for a list that resources are created with, which is
// inherited, and -1 for a place of none of the folders.
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
