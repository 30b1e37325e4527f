package representatives

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/rolecall/rolecall/internal/document"
	"github.com/rolecall/rolecall/internal/scopes"
)

// CheckNames refuses data with names that only representatives have, and with scopes
// that may be places of the policies' own. The loader never makes such data, but a
// bundle may come from elsewhere.
func CheckNames(d *document.World) error {
	if name, found := withStandIn(reflect.ValueOf(d)); found {
		return fmt.Errorf("%q contains the character NUL, which names cannot contain", name)
	}
	for _, written := range d.Scopes() {
		for scope := range written {
			// Other text may be the name of a place of the policies' own.
			if scope != "" && !scopes.IsScope(scope) {
				return fmt.Errorf("%q is not a scope of Grafana", scope)
			}
		}
	}
	return nil
}

// withStandIn finds a string in a value that contains StandIn.
func withStandIn(v reflect.Value) (found string, ok bool) {
	switch v.Kind() {
	case reflect.String:
		return v.String(), strings.Contains(v.String(), StandIn)
	case reflect.Pointer:
		if !v.IsNil() {
			return withStandIn(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if found, ok := withStandIn(v.Field(i)); ok {
				return found, true
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			if found, ok := withStandIn(v.Index(i)); ok {
				return found, true
			}
		}
	case reflect.Map:
		for it := v.MapRange(); it.Next(); {
			if found, ok := withStandIn(it.Key()); ok {
				return found, true
			}
			if found, ok := withStandIn(it.Value()); ok {
				return found, true
			}
		}
	}
	return "", false
}
