package terraform

import (
	"strings"

	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/internal/importer/terraform/resource"
	"github.com/rolecall/rolecall/schema"
)

// isMade reports whether the uid of a resource is made up: Grafana gives it one at an apply, which no file tells.
func isMade(res *resource.Resource) bool { return res.Reasons["uid"] != "" }

// madeUID notes that the uid of a thing is made up, if it is.
func madeUID(res *resource.Resource) []inventory.Unread {
	if !isMade(res) {
		return nil
	}
	return []inventory.Unread{{What: "its uid", Why: res.Reasons["uid"]}}
}

// A titled thing has a title in an org.
type titled struct {
	typ   schema.Type
	org   *inventory.Org
	title string
}

// uidOf returns the uid of a folder or dashboard, and a note if it is made up. In place of one that is made up it is
// that of the thing with the same title in the configuration that is known, if just one thing has the title there,
// and just one without a uid has it in the project.
func (r *things) uidOf(res *resource.Resource, at place, typ schema.Type, title string) (string, []inventory.Unread) {
	if !isMade(res) || title == "" || r.options.Known == nil || r.madeTitles()[titled{typ, at.org, title}] > 1 {
		return at.uid, madeUID(res)
	}
	var found []string
	for t := range r.options.Known.Things {
		if t.Type() == typ && t.In().Name == at.org.Name && t.Called() == title {
			found = append(found, t.GrafanaName())
		}
	}
	if len(found) != 1 || r.folders[place{at.org, found[0]}] != nil || r.dashboards[place{at.org, found[0]}] != nil {
		return at.uid, madeUID(res)
	}
	r.knownUIDs[at.uid] = found[0]
	return found[0], nil
}

// madeTitles counts the folders and dashboards of the project whose uids are made up by their titles.
func (r *things) madeTitles() map[titled]int {
	if r.titles == nil {
		r.titles = map[titled]int{}
		for kind, typ := range map[string]schema.Type{
			"grafana_folder": schema.FolderType, "grafana_dashboard": schema.DashboardType,
		} {
			r.each(kind, func(res *resource.Resource) {
				if number, given := resource.OrgOf(res); isMade(res) {
					if !given {
						number = r.defaultOrg
					}
					r.titles[titled{typ, r.org(number), resource.Title(res)}]++
				}
			})
		}
	}
	return r.titles
}

// scope returns a scope of a role with the uid that is known in place of one that is made up.
func (r *things) scope(text string) string {
	at := strings.LastIndexByte(text, ':') + 1
	if uid := r.knownUIDs[text[at:]]; uid != "" {
		return text[:at] + uid
	}
	return text
}
