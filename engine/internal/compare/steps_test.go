package compare

import (
	"reflect"
	"testing"

	"github.com/rolecall/rolecall/engine/explain"
)

// TestKeyOf checks that each field of a step is in its key.
func TestKeyOf(t *testing.T) {
	var step explain.Step
	seen := map[string]bool{keyOf(&step): true}
	var fill func(reflect.Value)
	fill = func(v reflect.Value) {
		for i := range v.NumField() {
			field := v.Field(i)
			switch field.Kind() {
			case reflect.Struct:
				fill(field)
				continue
			case reflect.String:
				field.SetString("x")
			case reflect.Int:
				field.SetInt(1)
			case reflect.Slice:
				field.Set(reflect.ValueOf([]string{"x"}))
			}
			if key := keyOf(&step); seen[key] {
				t.Errorf("%s is not in the key", v.Type().Field(i).Name)
			} else {
				seen[key] = true
			}
		}
	}
	fill(reflect.ValueOf(&step).Elem())
}
