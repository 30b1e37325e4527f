package resolve

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/schema"
)

// someResources are what a message wants to stand in a list of resources.
const someResources = `resources such as [folder.NAME, { dashboard = "uid", folder = folder.NAME }, { type = "playlist" }]`

// resources resolves an expression that must be a list of resources, asked
// about in org unless it is nil. Left out, it is the org itself, written at.
// What is wrong with one resource leaves out that one alone.
func (r *resolver) resources(expr hcl.Expression, org *schema.Org, at hcl.Range) []schema.ResourceRef {
	if r.absent(expr) {
		return r.inOrg(schema.ResourceRef{Range: at}, org, nil)
	}
	var resources []schema.ResourceRef
	for _, item := range r.list(expr, someResources) {
		if fields, ok := r.fieldsOf(item); ok {
			resources = append(resources, r.objectResource(fields, org, item.at)...)
			continue
		}
		for _, m := range r.mixed(item) {
			switch {
			case m.typ() != "":
				resources = append(resources, r.resourceRefs(m, org)...)
			case !m.value.IsNull() && m.value.Type().IsObjectType():
				resources = append(resources, r.objectResource(valueFields(m.value, m.at), org, m.at)...)
			default:
				r.error("Resource expected", "Write "+someResources+" here.", m.at)
			}
		}
	}
	if r.isEmpty(expr) {
		r.error("No resource", "The list names nothing, so nothing would be asked. Without on it is the org itself that is asked about.", expr.Range())
	}
	return resources
}

// inOrg settles where a resource is asked about: in org if that is not nil,
// else in its own, else in the one that is declared.
func (r *resolver) inOrg(resource schema.ResourceRef, org, its *schema.Org) []schema.ResourceRef {
	resource.Org = its
	switch {
	case org != nil:
		resource.Org = org
	case its == nil && len(r.World.Orgs) == 1:
		resource.Org = r.World.Orgs[0]
	case its == nil && len(r.World.Orgs) > 1:
		r.error("Missing org", "More than one org is declared, and what is asked about here is in none by itself, so the block must say where is asked, as in org = org.NAME.", resource.Range)
		return nil
	}
	return []schema.ResourceRef{resource}
}

// resourceRefs are the resources that a reference is to.
func (r *resolver) resourceRefs(m mixedItem, org *schema.Org) []schema.ResourceRef {
	switch typ := m.typ(); typ {
	case schema.FolderType:
		return resourcesAs(r, m, org, r.folders, func(f *schema.Folder) (string, *schema.Org) { return f.UID.Value, f.Org })
	case schema.DashboardType:
		return resourcesAs(r, m, org, r.dashboards, func(d *schema.Dashboard) (string, *schema.Org) { return d.UID.Value, d.Org })
	case schema.DataSourceType:
		return resourcesAs(r, m, org, r.dataSources, func(d *schema.DataSource) (string, *schema.Org) { return d.UID.Value, d.Org })
	case schema.TeamType:
		return resourcesAs(r, m, org, r.teams, func(t *schema.Team) (string, *schema.Org) { return t.Name.Value, t.Org })
	case schema.ServiceAccountType:
		return resourcesAs(r, m, org, r.serviceAccounts, func(a *schema.ServiceAccount) (string, *schema.Org) { return a.Name.Value, a.Org })
	case schema.APIKeyType:
		return resourcesAs(r, m, org, r.apiKeys, func(k *schema.APIKey) (string, *schema.Org) { return k.Name.Value, k.Org })
	case schema.RoleType:
		return resourcesAs(r, m, org, r.roles, func(role *schema.Role) (string, *schema.Org) { return role.UID.Value, role.Org })
	case schema.UserType:
		return resourcesAs(r, m, org, r.users, func(u *schema.User) (string, *schema.Org) { return u.Login.Value, nil })
	case schema.OrgType:
		return r.orgResources(m, org)
	default:
		r.error("Wrong kind of reference", fmt.Sprintf("A resource is expected here, as in folder.NAME or dashboard.NAME; this one begins with %q.", typ), m.at)
		return nil
	}
}

// resourcesAs turns a reference to one type into resources; its are the name
// by which Grafana knows the thing and the org that it is in, nil for any.
func resourcesAs[T any](r *resolver, m mixedItem, org *schema.Org, table map[string]*T, its func(*T) (string, *schema.Org)) []schema.ResourceRef {
	var resources []schema.ResourceRef
	for _, ref := range mixedRefs(r, m, m.typ(), table) {
		id, in := its(ref.To)
		r.askedIn(string(m.typ()), id, in, org, m.at)
		resources = append(resources, r.inOrg(schema.ResourceRef{Type: string(m.typ()), ID: id, Range: m.at}, org, in)...)
	}
	return resources
}

// askedIn reports something that is in another org than the one that is asked
// in. Either may be nil.
func (r *resolver) askedIn(typ, id string, its, org *schema.Org, at hcl.Range) {
	if its != nil && org != nil && its != org {
		r.error("Reference to another org", fmt.Sprintf("The %s %q is in %s, and this block asks in %s.", typ, id, its.Addr, org.Addr), at)
	}
}

// orgResources are the orgs that a reference is to. Asked in another one, an
// org is named, as the routes for the whole server do.
func (r *resolver) orgResources(m mixedItem, asked *schema.Org) []schema.ResourceRef {
	var resources []schema.ResourceRef
	for _, ref := range mixedRefs(r, m, schema.OrgType, r.orgs) {
		resource := schema.ResourceRef{Org: ref.To, Type: string(schema.OrgType), Range: m.at}
		if asked != nil && asked != ref.To {
			resource.Org, resource.ID = asked, ref.To.Addr.Label
		}
		resources = append(resources, resource)
	}
	return resources
}
