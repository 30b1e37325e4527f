package expr

import (
	"reflect"

	"github.com/zclconf/go-cty/cty"

	"github.com/rolecall/rolecall/schema"
)

// TargetType is the type of the values that expressions pass around inside the
// object that stands for a block: its address.
var TargetType = cty.Capsule("reference", reflect.TypeFor[schema.Addr]())

// TargetAttr is the attribute of such an object that has the address. It is not an
// identifier, so that nobody writes it.
const TargetAttr = "a reference"

// TargetOf returns the address of the block that a value stands for; nil for
// other values.
func TargetOf(v cty.Value) *schema.Addr {
	if v.IsNull() || !v.IsKnown() || !v.Type().IsObjectType() || !v.Type().HasAttribute(TargetAttr) {
		return nil
	}
	to := v.GetAttr(TargetAttr)
	if to.IsNull() || to.Type() != TargetType {
		return nil
	}
	return to.EncapsulatedValue().(*schema.Addr)
}
