package schema

import (
	"maps"
	"reflect"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
)

// A World is a configuration with all names resolved. Its slices are ordered
// by address, so that it does not depend on the order of files and blocks.
// It is not changed after loading, and so is safe for concurrent use.
type World struct {
	Grafana         Grafana
	Orgs            []*Org
	Users           []*User
	Teams           []*Team
	Folders         []*Folder
	Dashboards      []*Dashboard
	DataSources     []*DataSource
	APIKeys         []*APIKey
	Roles           []*Role
	RoleAssignments []*RoleAssignment
	ServiceAccounts []*ServiceAccount
	BasicRoles      []*BasicRole
	// OrgMappings are in the order of files and lines.
	OrgMappings []*OrgMapping
	// Invariants and Tests are in the order of files and lines. The tests are
	// from the files that loader.WithTestFile adds.
	Invariants []*Invariant
	Tests      []*Test

	// Values are the values of variables and local values, by "var.NAME" and "local.NAME".
	Values map[string]cty.Value

	// Files are the parsed files by path below the root, for printing
	// diagnostics with their source lines.
	Files map[string]*hcl.File

	// Incomplete reports whether the World was loaded with errors. It is not
	// fit for decisions then.
	Incomplete bool
}

// Clone returns a deep copy of a World. A thing with several references to it is one
// thing in the copy, too. The copies share the parsed files, which never change.
func (w *World) Clone() *World {
	shallow := *w
	shallow.Files = nil
	clone := &World{}
	cloner{}.copy(reflect.ValueOf(clone).Elem(), reflect.ValueOf(shallow))
	clone.Files = maps.Clone(w.Files)
	return clone
}

// A cloner has the copies by the pointers to the originals.
type cloner map[any]reflect.Value

// rangeType is the type of most values in a world. It has no pointers.
var rangeType = reflect.TypeFor[hcl.Range]()

// copy sets a value to a copy of another.
func (c cloner) copy(to, from reflect.Value) {
	switch from.Kind() {
	case reflect.Pointer:
		if !from.IsNil() {
			to.Set(c.pointer(from))
		}
	case reflect.Slice:
		if from.IsNil() {
			return
		}
		to.Set(reflect.MakeSlice(from.Type(), from.Len(), from.Len()))
		for i := range from.Len() {
			c.copy(to.Index(i), from.Index(i))
		}
	case reflect.Map:
		if from.IsNil() {
			return
		}
		to.Set(reflect.MakeMapWithSize(from.Type(), from.Len()))
		for item := from.MapRange(); item.Next(); {
			value := reflect.New(from.Type().Elem()).Elem()
			c.copy(value, item.Value())
			to.SetMapIndex(item.Key(), value)
		}
	case reflect.Struct:
		to.Set(from) // with the fields of other packages, as of times
		if from.Type() == rangeType {
			return
		}
		for i := range from.NumField() {
			if from.Type().Field(i).IsExported() {
				c.copy(to.Field(i), from.Field(i))
			}
		}
	default:
		to.Set(from)
	}
}

// pointer returns a pointer to the copy of the value at a pointer. There is one copy.
func (c cloner) pointer(from reflect.Value) reflect.Value {
	if copied, ok := c[from.Interface()]; ok {
		return copied
	}
	copied := reflect.New(from.Type().Elem())
	c[from.Interface()] = copied
	c.copy(copied.Elem(), from.Elem())
	return copied
}
