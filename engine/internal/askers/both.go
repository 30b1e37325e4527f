package askers

import "iter"

// EachOfBoth iterates over the names in two sorted lists, each once, with the places of the name in
// both; -1 for none.
func EachOfBoth(a, b []string) iter.Seq2[string, [2]int32] {
	return func(yield func(string, [2]int32) bool) {
		for i, j := 0, 0; i < len(a) || j < len(b); {
			name, at := "", [2]int32{-1, -1}
			switch {
			case j == len(b) || i < len(a) && a[i] < b[j]:
				name, at[0] = a[i], int32(i)
			case i == len(a) || b[j] < a[i]:
				name, at[1] = b[j], int32(j)
			default:
				name, at = a[i], [2]int32{int32(i), int32(j)}
			}
			if at[0] >= 0 {
				i++
			}
			if at[1] >= 0 {
				j++
			}
			if !yield(name, at) {
				return
			}
		}
	}
}
