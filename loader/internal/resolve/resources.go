package resolve

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/loader/internal/diag"
	"github.com/rolecall/rolecall/loader/internal/refer"
	"github.com/rolecall/rolecall/schema"
)

// someResources are examples of resources for messages.
const someResources = `resources such as [folder.NAME, { dashboard = "uid", folder = folder.NAME }, { type = "playlist" }]`

// resources resolves an expression that must be a list of resources, asked
// about in org unless it is nil. Left out, it is the org itself, written at.
// Resources with an error are left out.
func (r *requests) resources(x hcl.Expression, org *schema.Org, at hcl.Range) []schema.ResourceRef {
	if r.Absent(x) {
		return r.inOrg(schema.ResourceRef{Range: at}, org, nil)
	}
	var resources []schema.ResourceRef
	for _, item := range r.Items(x, someResources) {
		if fields, ok := fieldsOf(r.Finder, item); ok {
			resources = append(resources, r.objectResource(fields, org, item.At)...)
			continue
		}
		for _, m := range r.Mixed(item) {
			switch {
			case m.Type() != "":
				resources = append(resources, r.resourceRefs(m, org)...)
			case !m.Value.IsNull() && m.Value.Type().IsObjectType():
				resources = append(resources, r.objectResource(valueFields(m.Value, m.At), org, m.At)...)
			default:
				detail := "Write " + someResources + " here."
				if text, ok := m.Text(); ok && strings.Contains(r.Quoted(text), ".") {
					detail = fmt.Sprintf("Write the resource as a reference, %s.", r.Quoted(text))
				}
				r.Error("Resource expected", detail, m.At)
			}
		}
	}
	if r.IsEmpty(x) {
		r.Error("No resource", "The list names no resource, so nothing would be asked. Leave on out to ask about the org itself.", x.Range())
	}
	return resources
}

// inOrg sets the org of the request about a resource: org if it is not nil, else
// the resource's own, else the only declared org.
func (r *requests) inOrg(resource schema.ResourceRef, org, its *schema.Org) []schema.ResourceRef {
	resource.Org = its
	switch {
	case org != nil:
		resource.Org = org
	case its == nil && len(r.world.Orgs) == 1:
		resource.Org = r.world.Orgs[0]
	case its == nil && len(r.world.Orgs) > 1:
		r.Error("Missing org", "The configuration declares several orgs, and this resource is not in one by itself. Name the org of the request, as in org = org.NAME.", resource.Range)
		return nil
	}
	return []schema.ResourceRef{resource}
}

// resourceRefs returns the resources that a reference names.
func (r *requests) resourceRefs(m refer.Mixed, org *schema.Org) []schema.ResourceRef {
	typ := m.Type()
	if !slices.Contains(schema.Types, typ) || typ == schema.RoleAssignmentType {
		r.Error("Wrong kind of reference", fmt.Sprintf("A resource is expected here, as in folder.NAME or dashboard.NAME; this one begins with %q.", typ), m.At)
		return nil
	}
	var resources []schema.ResourceRef
	for _, thing := range r.Things(m) {
		if asked, ok := thing.(*schema.Org); ok {
			resources = append(resources, orgResource(asked, org, m.At))
			continue
		}
		id, its := thing.GrafanaName().Value, thing.Declared().Org
		askedIn(&r.List, string(typ), id, its, org, m.At)
		resources = append(resources, r.inOrg(schema.ResourceRef{Type: string(typ), ID: id, Range: m.At}, org, its)...)
	}
	return resources
}

// orgResource returns an org as a resource. If another org is asked in, this one
// is named, as the routes for the whole server do.
func orgResource(org, asked *schema.Org, at hcl.Range) schema.ResourceRef {
	resource := schema.ResourceRef{Org: org, Type: string(schema.OrgType), Range: at}
	if asked != nil && asked != org {
		resource.Org, resource.ID = asked, org.Addr.Label
	}
	return resource
}

// askedIn reports a thing that is in another org than that of the request. Either
// may be nil.
func askedIn(l *diag.List, typ, id string, its, org *schema.Org, at hcl.Range) {
	if its != nil && org != nil && its != org {
		l.Error("Reference to another org", fmt.Sprintf("The %s %q is in %s, and this block asks in %s.", typ, id, its.Addr, org.Addr), at)
	}
}
