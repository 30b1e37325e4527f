package expr

import (
	"reflect"

	"github.com/zclconf/go-cty/cty"

	"github.com/rolecall/rolecall/schema"
)

// TargetType is the type of the address in a reference. A reference to a block is an
// object with the address of the block.
var TargetType = cty.Capsule("reference", reflect.TypeFor[schema.Addr]())

// TargetAttr is the attribute with the address. It is not an identifier, so no
// expression can name it.
const TargetAttr = "a reference"

// TargetOf returns the address in a reference; nil for other values.
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
