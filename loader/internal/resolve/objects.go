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
func (r *resolver) fieldsOf(item refer.Item) (fields, bool) {
	if item.Expr == nil {
		return nil, false
	}
	inner, scope := r.Written(item.Expr)
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

var fieldNames = []string{"type", "id", "dashboard", "folder", "created_by"}

// The types that lie in folders, those that hang on dashboards, and all.
var (
	inFolders    = catalogue.Types(func(t catalogue.Type) bool { return t.InFolders })
	onDashboards = catalogue.Types(func(t catalogue.Type) bool { return t.OnDashboards })
	allTypes     = catalogue.Types(func(catalogue.Type) bool { return true })
)

// An object is a resource that no block declares, as it is being made out.
type object struct {
	schema.ResourceRef
	its *schema.Org // the org that it is in by itself
	// uid is that of a dashboard which is not declared; its range is empty
	// without one.
	uid schema.Text
	ok  bool
}

// objectResource returns the resource that an object stands for; none after an
// error.
func (r *resolver) objectResource(written fields, org *schema.Org, at hcl.Range) []schema.ResourceRef {
	o := object{ResourceRef: schema.ResourceRef{Range: at}, ok: true}
	for _, name := range slices.Sorted(maps.Keys(written)) {
		if !slices.Contains(fieldNames, name) {
			r.refuse(&o, fmt.Sprintf("A resource has no %q; it has %s.%s", name, strings.Join(fieldNames, ", "), diag.DidYouMean(name, fieldNames)), written[name].At)
		}
	}
	r.objectType(&o, written)
	if folder, ok := written["folder"]; ok {
		r.objectFolder(&o, folder)
	}
	if dashboard, ok := written["dashboard"]; ok {
		r.objectDashboard(&o, dashboard)
	}
	if creator, ok := written["created_by"]; ok {
		r.objectCreator(&o, creator)
	}
	if o.ok {
		r.checkObject(&o)
	}
	if !o.ok {
		return nil
	}
	r.askedIn(o.Type, o.ID, o.its, org, at)
	resources := r.inOrg(o.ResourceRef, org, o.its)
	for _, resource := range resources {
		r.checkUndeclared(&o, resource.Org)
	}
	return resources
}

// refuse reports an error of an object.
func (r *resolver) refuse(o *object, detail string, at hcl.Range) {
	r.Error("Malformed resource", detail, at)
	o.ok = false
}

// objectType reads type and id. An object without type is a dashboard, with its uid
// in dashboard.
func (r *resolver) objectType(o *object, written fields) {
	typ, ok := written["type"]
	if !ok {
		o.Type = "dashboard"
		if _, named := written["dashboard"]; !named && o.ok {
			r.refuse(o, `An object names a resource by its type, as in { type = "playlist" }, or a dashboard by its uid, as in { dashboard = "uid", folder = folder.NAME }.`, o.Range)
		}
		if id, both := written["id"]; both {
			r.refuse(o, "The uid of a dashboard stands in dashboard.", id.At)
		}
		return
	}
	o.Type = r.fieldText(o, typ)
	if id, ok := written["id"]; ok {
		o.ID = r.fieldText(o, id)
	}
	if o.ok && !slices.Contains(allTypes, o.Type) {
		r.Error("Unknown type of resource", fmt.Sprintf("Requests cannot name a resource of the type %q; the types are %s.%s", o.Type, strings.Join(allTypes, ", "), diag.DidYouMean(o.Type, allTypes)), typ.At)
		o.ok = false
	}
}

// fieldText returns the string that an attribute of an object must be.
func (r *resolver) fieldText(o *object, field refer.Item) string {
	v, ok := r.fieldValue(field)
	if ok && !v.IsNull() && v.Type() == cty.String {
		return v.AsString()
	}
	if ok {
		r.Error("String expected", "Write a string here.", field.At)
	}
	o.ok = false
	return ""
}

// fieldValue returns the value of an attribute of an object; false after an error.
func (r *resolver) fieldValue(field refer.Item) (cty.Value, bool) {
	if field.Expr == nil {
		return field.Value, true
	}
	return r.Value(field.Expr)
}

// isText returns the string that an attribute of an object is; false for a
// reference.
func (r *resolver) isText(field refer.Item) (string, bool) {
	v := field.Value
	if field.Expr != nil {
		_, computedValue, state := r.Look(field.Expr)
		if state != refer.Computed {
			return "", false
		}
		v = computedValue
	}
	if v.IsNull() || v.Type() != cty.String {
		return "", false
	}
	return v.AsString(), true
}

// objectFolder reads folder: a reference, or General.
func (r *resolver) objectFolder(o *object, field refer.Item) {
	if text, ok := r.isText(field); ok {
		if o.Folder = text; text != schema.General {
			r.refuse(o, fmt.Sprintf("A folder is a reference, as in folder.NAME, or %q for General.", schema.General), field.At)
		}
		return
	}
	if folder := r.Folders.Of(field); folder != nil {
		o.Folder, o.its = folder.To.UID.Value, folder.To.Org
	} else {
		o.ok = false
	}
}

// objectDashboard reads dashboard: a reference, or the uid of a dashboard that
// is not declared.
func (r *resolver) objectDashboard(o *object, field refer.Item) {
	uid, undeclared := r.isText(field)
	if !undeclared {
		dashboard := r.Dashboards.Of(field)
		if dashboard == nil {
			o.ok = false
			return
		}
		uid, o.its = dashboard.To.UID.Value, dashboard.To.Org
	}
	if o.Type != "dashboard" {
		o.Dashboard = uid
	} else if o.ID = uid; !undeclared {
		r.refuse(o, "A dashboard that is declared is a resource itself: write the reference without braces.", field.At)
	}
	if undeclared && o.Folder == "" && o.ok {
		r.refuse(o, fmt.Sprintf("Access to an undeclared dashboard depends on its folder. Add it, as in folder = folder.NAME, or %q for General.", schema.General), field.At)
	}
	if undeclared {
		o.uid = schema.Text{Value: uid, Range: field.At}
	}
}

// checkObject reports an object of a type that takes another form, or that
// does not go with its attributes.
func (r *resolver) checkObject(o *object) {
	switch typ := schema.Type(o.Type); {
	case typ == schema.DashboardType && o.ID == "" || typ == schema.DashboardType && o.Folder == "":
		r.refuse(o, `A dashboard is a reference, as in dashboard.NAME, or if it is not declared { dashboard = "uid", folder = folder.NAME }.`, o.Range)
	case typ == schema.FolderType && o.ID != schema.General,
		slices.Contains([]schema.Type{schema.DataSourceType, schema.TeamType, schema.UserType, schema.ServiceAccountType, schema.APIKeyType, schema.OrgType}, typ),
		typ == schema.RoleType && !strings.HasPrefix(o.ID, "fixed:"):
		r.refuse(o, fmt.Sprintf("A %s is declared by a block: write a reference to it, as in %s.NAME.", typ, typ), o.Range)
	}
	if o.ok && o.Folder != "" && !slices.Contains(inFolders, o.Type) && o.Dashboard == "" {
		r.refuse(o, fmt.Sprintf("A resource of the type %s is not in a folder; %s are.", o.Type, strings.Join(inFolders, ", ")), o.Range)
	}
	if o.ok && o.Dashboard != "" && !slices.Contains(onDashboards, o.Type) {
		r.refuse(o, fmt.Sprintf("A resource of the type %s is not on a dashboard; %s may.", o.Type, strings.Join(onDashboards, ", ")), o.Range)
	}
}

// objectCreator reads created_by.
func (r *resolver) objectCreator(o *object, field refer.Item) {
	if user := r.Users.Of(field); user != nil {
		o.CreatedBy = user.To.Login.Value
	} else {
		o.ok = false
	}
}

// checkUndeclared reports a dashboard named by its uid that is declared in the org
// after all: its folder here would be disregarded.
func (r *resolver) checkUndeclared(o *object, org *schema.Org) {
	if o.uid.Range.Empty() {
		return
	}
	if r.dashboardUIDs == nil {
		r.dashboardUIDs = map[orgName]*schema.Dashboard{}
		for _, d := range r.world.Dashboards {
			r.dashboardUIDs[orgName{d.Org, d.UID.Value}] = d
		}
	}
	if d := r.dashboardUIDs[orgName{org, o.uid.Value}]; d != nil {
		r.refuse(o, fmt.Sprintf("The dashboard %q is declared at %s: refer to it as %s.", o.uid.Value, diag.Place(d.Range), d.Addr), o.uid.Range)
	}
}

// An orgName is a name of Grafana's that is unique in an org.
type orgName struct {
	org  *schema.Org
	name string
}
