package funcs

import (
	"errors"
	"fmt"
	"strings"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"go.yaml.in/yaml/v3"

	"github.com/rolecall/rolecall/internal/limits"
)

// yamlDecodeFunc reads a YAML document. The values of aliases are counted as
// often as it is used, so that no small document becomes a large value.
var yamlDecodeFunc = function.New(&function.Spec{
	Description: "Reads a YAML document.",
	Params:      []function.Parameter{{Name: "str", Type: cty.String}},
	Type: func(args []cty.Value) (cty.Type, error) {
		if !args[0].IsKnown() {
			return cty.DynamicPseudoType, nil
		}
		v, err := yamlValue(args[0].AsString())
		if err != nil {
			return cty.DynamicPseudoType, function.NewArgError(0, err)
		}
		return v.Type(), nil
	},
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		return yamlValue(args[0].AsString())
	},
})

func yamlValue(src string) (cty.Value, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(src), &doc); err != nil {
		return cty.DynamicVal, fmt.Errorf("it is not YAML: %s", strings.TrimPrefix(err.Error(), "yaml: "))
	}
	if doc.Kind == 0 {
		return cty.NullVal(cty.DynamicPseudoType), nil
	}
	steps := 0
	return yamlNode(&doc, &steps, 0)
}

func yamlNode(n *yaml.Node, steps *int, depth int) (cty.Value, error) {
	if *steps++; *steps > limits.MaxSteps || depth > limits.MaxNesting {
		return cty.DynamicVal, fmt.Errorf("line %d: the document has too many values, or they are nested too deep", n.Line)
	}
	switch n.Kind {
	case yaml.DocumentNode:
		return yamlNode(n.Content[0], steps, depth+1)
	case yaml.AliasNode:
		return yamlNode(n.Alias, steps, depth+1)
	case yaml.SequenceNode:
		items := make([]cty.Value, len(n.Content))
		for i, item := range n.Content {
			v, err := yamlNode(item, steps, depth+1)
			if err != nil {
				return cty.DynamicVal, err
			}
			items[i] = v
		}
		return cty.TupleVal(items), nil
	case yaml.MappingNode:
		attrs := map[string]cty.Value{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			key := n.Content[i]
			if key.Kind == yaml.AliasNode {
				key = key.Alias
			}
			v, err := yamlNode(n.Content[i+1], steps, depth+1)
			if err != nil {
				return cty.DynamicVal, err
			}
			switch {
			case key.Kind != yaml.ScalarNode:
				return cty.DynamicVal, fmt.Errorf("line %d: the key of a mapping must be a string", key.Line)
			case key.Tag == "!!merge":
				return cty.DynamicVal, fmt.Errorf("line %d: merge keys are not supported", key.Line)
			}
			if _, twice := attrs[key.Value]; twice {
				return cty.DynamicVal, fmt.Errorf("line %d: the key %q is there already", key.Line, key.Value)
			}
			attrs[key.Value] = v
		}
		return cty.ObjectVal(attrs), nil
	case yaml.ScalarNode:
		return yamlScalar(n)
	}
	return cty.DynamicVal, errors.New("the document is malformed")
}

func yamlScalar(n *yaml.Node) (cty.Value, error) {
	switch n.ShortTag() {
	case "!!null":
		return cty.NullVal(cty.DynamicPseudoType), nil
	case "!!bool":
		var b bool
		err := n.Decode(&b)
		return cty.BoolVal(b), err
	case "!!int", "!!float":
		var i int64
		if n.Decode(&i) == nil {
			return cty.NumberIntVal(i), nil
		}
		v, err := cty.ParseNumberVal(n.Value)
		if err != nil || limits.TooLarge(v.AsBigFloat()) {
			return cty.DynamicVal, fmt.Errorf("line %d: %q is not a number that can be used", n.Line, n.Value)
		}
		return v, nil
	default:
		// Timestamps stay strings, too.
		return cty.StringVal(n.Value), nil
	}
}
