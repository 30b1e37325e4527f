package schema

import (
	"reflect"
	"testing"
)

// TestDocumented checks that every block and attribute has a doc, and every
// expression a type.
func TestDocumented(t *testing.T) {
	for _, block := range ShapeOf(reflect.TypeFor[Blocks]()).Blocks {
		documented(t, block.Name, block.Block)
	}
}

func documented(t *testing.T, path string, shape *Shape) {
	if shape.Doc == "" || shape.Range < 0 {
		t.Errorf("the block %s has no doc at its range", path)
	}
	for _, a := range shape.Attributes {
		if a.Doc == "" {
			t.Errorf("%s.%s has no doc", path, a.Name)
		}
		if a.Type == "expression" {
			t.Errorf("%s.%s has no type", path, a.Name)
		}
		for _, since := range []Version{a.Since, a.Ignored, a.Until} {
			if since != "" && since.Release() == "" {
				t.Errorf("%s.%s came with Grafana %s, which no version here is", path, a.Name, since)
			}
		}
	}
	for _, inner := range shape.Blocks {
		documented(t, path+"."+inner.Name, inner.Block)
	}
}
