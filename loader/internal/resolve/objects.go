package resolve

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/rolecall/rolecall/loader/internal/diag"
	"github.com/rolecall/rolecall/loader/internal/expr"
	"github.com/rolecall/rolecall/loader/internal/refer"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// fields are the attributes of an object that stands for a resource.
type fields map[string]refer.Item

// fieldsOf returns the attributes of an object as it is written; false for other
// values.
func fieldsOf(f *refer.Finder, item refer.Item) (fields, bool) {
	if item.Expr == nil {
		return nil, false
	}
	inner, scope := f.Written(item.Expr)
	pairs, diags := hcl.ExprMap(inner)
	if diags.HasErrors() {
		return nil, false
	}
	written := fields{}
	for _, pair := range pairs {
		key, diags := pair.Key.Value(nil)
		if diags.HasErrors() || key.IsNull() || key.Type() != cty.String {
			return nil, false // a name that has to be computed
		}
		written[key.AsString()] = refer.Item{Expr: expr.Scoped(pair.Value, scope), At: pair.Value.Range()}
	}
	return written, true
}

// valueFields returns the attributes of an object that was computed.
func valueFields(v cty.Value, at hcl.Range) fields {
	computed := fields{}
	for name := range v.Type().AttributeTypes() {
		computed[name] = refer.Item{Value: v.GetAttr(name), At: at}
	}
	return computed
}

var fieldNames = []string{"type", "id", "dashboard", "folder", "created_by", "data_sources"}

// Types of resources: with alert rules that query data sources, in folders, on dashboards,
// and all.
var (
	querying     = catalogue.Types(func(t catalogue.Type) bool { return t.Queries })
	inFolders    = catalogue.Types(func(t catalogue.Type) bool { return t.InFolders })
	onDashboards = catalogue.Types(func(t catalogue.Type) bool { return t.OnDashboards })
	allTypes     = catalogue.Types(func(catalogue.Type) bool { return true })
)

// An object is a resource that no block declares, as it is being read.
type object struct {
	*requests
	fields fields
	schema.ResourceRef
	// its is the org that it is in by its folder or dashboard; nil for none.
	its *schema.Org
	// uid is that of a dashboard which is not declared; its range is empty
	// without one.
	uid schema.Text
	// ok is false after an error.
	ok bool
}

// objectResource returns the resource that an object stands for; none after an
// error.
func (r *requests) objectResource(written fields, org *schema.Org, at hcl.Range) []schema.ResourceRef {
	o := &object{requests: r, fields: written, ResourceRef: schema.ResourceRef{Range: at}, ok: true}
	for _, name := range slices.Sorted(maps.Keys(written)) {
		if !slices.Contains(fieldNames, name) {
			o.refuse(written[name].At, "A resource has no %q; it has %s.%s", name, strings.Join(fieldNames, ", "), diag.DidYouMean(name, fieldNames))
		}
	}
	o.readType()
	o.readFolder()
	o.readDashboard()
	o.readCreator()
	o.readSources()
	if o.ok {
		o.check()
	}
	if !o.ok {
		return nil
	}
	askedIn(&r.List, o.Type, o.ID, o.its, org, at)
	resources := r.inOrg(o.ResourceRef, org, o.its)
	for _, resource := range resources {
		o.checkUndeclared(resource.Org)
	}
	return resources
}

// refuse reports an error of an object.
func (o *object) refuse(at hcl.Range, format string, args ...any) {
	o.Error("Malformed resource", fmt.Sprintf(format, args...), at)
	o.ok = false
}

// readType reads type and id. An object without type is a dashboard, with its uid
// in dashboard.
func (o *object) readType() {
	typ, typed := o.fields["type"]
	id, named := o.fields["id"]
	if !typed {
		o.Type = "dashboard"
		if _, named := o.fields["dashboard"]; !named && o.ok {
			o.refuse(o.Range, `An object names a resource by its type, as in { type = "playlist" }, or a dashboard by its uid, as in { dashboard = "uid", folder = folder.NAME }.`)
		}
		if named {
			o.refuse(id.At, "The uid of a dashboard stands in dashboard.")
		}
		return
	}
	o.Type = o.text(typ)
	if named {
		o.ID = o.text(id)
	}
	if o.ok && !slices.Contains(allTypes, o.Type) {
		o.Error("Unknown type of resource", fmt.Sprintf("Requests cannot name a resource of the type %q; the types are %s.%s", o.Type, strings.Join(allTypes, ", "), diag.DidYouMean(o.Type, allTypes)), typ.At)
		o.ok = false
	}
}

// text returns the string that an attribute of an object must be.
func (o *object) text(field refer.Item) string {
	v := field.Value
	if field.Expr != nil {
		var ok bool
		if v, ok = o.Value(field.Expr); !ok {
			o.ok = false
			return ""
		}
	}
	text, ok := refer.TextOf(v)
	if !ok {
		o.Error("String expected", "Write a string here.", field.At)
		o.ok = false
	}
	return text
}

// readFolder reads folder: a reference, or General.
func (o *object) readFolder() {
	field, ok := o.fields["folder"]
	if !ok {
		return
	}
	if text, ok := o.Text(field); ok {
		if o.Folder = text; text != schema.General {
			o.refuse(field.At, "A folder is a reference, as in folder.NAME, or %q for General.", schema.General)
		}
	} else if folder := o.Folders.Of(field); folder != nil {
		o.Folder, o.its = folder.To.UID.Value, folder.To.Org
	} else {
		o.ok = false
	}
}

// readDashboard reads dashboard: a reference, or the uid of a dashboard that
// is not declared.
func (o *object) readDashboard() {
	field, ok := o.fields["dashboard"]
	if !ok {
		return
	}
	uid, undeclared := o.Text(field)
	if !undeclared {
		dashboard := o.Dashboards.Of(field)
		if dashboard == nil {
			o.ok = false
			return
		}
		uid, o.its = dashboard.To.UID.Value, dashboard.To.Org
	}
	if o.Type != "dashboard" {
		o.Dashboard = uid
	} else if o.ID = uid; !undeclared {
		o.refuse(field.At, "A dashboard that is declared is a resource itself: write the reference without braces.")
	}
	if undeclared && o.Folder == "" && o.ok {
		o.refuse(field.At, "Access to an undeclared dashboard depends on its folder. Add it, as in folder = folder.NAME, or %q for General.", schema.General)
	}
	if undeclared {
		o.uid = schema.Text{Value: uid, Range: field.At}
	}
}

// readCreator reads created_by.
func (o *object) readCreator() {
	field, ok := o.fields["created_by"]
	if !ok {
		return
	}
	if user := o.Users.Of(field); user != nil {
		o.CreatedBy = user.To.Login.Value
	} else {
		o.ok = false
	}
}

// readSources reads data_sources, of an alert rule.
func (o *object) readSources() {
	field, ok := o.fields["data_sources"]
	if !ok {
		return
	}
	if !slices.Contains(querying, o.Type) && o.ok {
		o.refuse(field.At, "Alert rules query data sources, so that only resources of these types have them: %s.", strings.Join(querying, ", "))
		return
	}
	before, sources := len(o.Diags), []string{}
	for _, source := range o.requests.DataSources.AllOf(field) {
		if sources = append(sources, source.To.UID.Value); o.its == nil {
			o.its = source.To.Org
		}
	}
	o.ok = o.ok && len(o.Diags) == before
	o.ResourceRef.DataSources = &sources
}

// check reports an object of a type that takes another form, or that does not go
// with its attributes.
func (o *object) check() {
	switch typ := schema.Type(o.Type); {
	case typ == schema.DashboardType && o.ID == "" || typ == schema.DashboardType && o.Folder == "":
		o.refuse(o.Range, `A dashboard is a reference, as in dashboard.NAME, or if it is not declared { dashboard = "uid", folder = folder.NAME }.`)
	case typ == schema.FolderType && o.ID != schema.General,
		slices.Contains([]schema.Type{schema.DataSourceType, schema.TeamType, schema.UserType, schema.ServiceAccountType, schema.APIKeyType, schema.OrgType}, typ),
		typ == schema.RoleType && !strings.HasPrefix(o.ID, "fixed:"):
		o.refuse(o.Range, "A %s is declared by a block: write a reference to it, as in %s.NAME.", typ, typ)
	}
	if o.ok && o.Folder != "" && !slices.Contains(inFolders, o.Type) && o.Dashboard == "" {
		o.refuse(o.Range, "A resource of the type %s is not in a folder; %s are.", o.Type, strings.Join(inFolders, ", "))
	}
	if o.ok && o.Dashboard != "" && !slices.Contains(onDashboards, o.Type) {
		o.refuse(o.Range, "A resource of the type %s is not on a dashboard; %s may.", o.Type, strings.Join(onDashboards, ", "))
	}
}

// checkUndeclared reports a dashboard named by its uid that is declared in the org
// after all: its folder here would be disregarded.
func (o *object) checkUndeclared(org *schema.Org) {
	if o.uid.Range.Empty() {
		return
	}
	if o.dashboards == nil {
		o.dashboards = map[orgName]*schema.Dashboard{}
		for _, d := range o.world.Dashboards {
			o.dashboards[orgName{d.Org, d.UID.Value}] = d
		}
	}
	if d := o.dashboards[orgName{org, o.uid.Value}]; d != nil {
		o.refuse(o.uid.Range, "The dashboard %q is declared at %s: refer to it as %s.", o.uid.Value, diag.Place(d.Range), d.Addr)
		o.Also(d.Range)
	}
}

// An orgName is a name of Grafana's that is unique in an org.
type orgName struct {
	org  *schema.Org
	name string
}
