// Package damage changes JSON documents at random, for tests of their readers.
package damage

import (
	"maps"
	"math/rand/v2"
	"slices"
)

// A Damage is a way to damage documents. Its documents are the values that
// encoding/json decodes into an any.
type Damage struct {
	// Odd are the values that are put into documents.
	Odd []any
	// Replace and Add tell how rarely a value below the top is replaced and a
	// member is added: once in so many. Both are at least 1.
	Replace, Add int
}

// Change changes one random place of v, and returns v or its replacement. The same
// numbers from r give the same change.
func (d *Damage) Change(r *rand.Rand, v any) any { return d.change(r, v, 0) }

func (d *Damage) change(r *rand.Rand, v any, depth int) any {
	odd := func() any { return clone(d.Odd[r.IntN(len(d.Odd))]) }
	if depth > 0 && r.IntN(d.Replace) == 0 {
		return odd()
	}
	switch x := v.(type) {
	case map[string]any:
		name, _ := odd().(string)
		if len(x) == 0 || r.IntN(d.Add) == 0 {
			x[name] = odd()
			return x
		}
		keys := slices.Sorted(maps.Keys(x))
		key := keys[r.IntN(len(keys))]
		switch r.IntN(6) {
		case 0:
			delete(x, key)
		case 1:
			x[name] = clone(x[key])
		default:
			x[key] = d.change(r, x[key], depth+1)
		}
		return x
	case []any:
		if len(x) == 0 {
			return []any{odd()}
		}
		i := r.IntN(len(x))
		if r.IntN(6) == 0 {
			x[i] = clone(x[r.IntN(len(x))])
			return x
		}
		x[i] = d.change(r, x[i], depth+1)
		return x
	}
	return odd()
}

// clone returns a document that shares nothing with v.
func clone(v any) any {
	switch x := v.(type) {
	case map[string]any:
		c := make(map[string]any, len(x))
		for key, value := range x {
			c[key] = clone(value)
		}
		return c
	case []any:
		c := make([]any, len(x))
		for i := range x {
			c[i] = clone(x[i])
		}
		return c
	}
	return v
}
