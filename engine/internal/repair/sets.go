package repair

import (
	"slices"

	"github.com/rolecall/rolecall/engine/internal/index"
)

// setsOf returns the numbers of sets by name. It leaves out names that there are not.
func setsOf(x *index.Index, names ...string) []int32 {
	sets := make([]int32, 0, len(names))
	for _, name := range names {
		if n, ok := x.SetNumbers[name]; ok {
			sets = append(sets, n)
		}
	}
	return sets
}

// setsOfLevel returns the sets that an entry gives to its holder at the place of the list,
// by the kind of the list and the level.
func setsOfLevel(x *index.Index, kind, level string) []int32 {
	var names []string
	for _, row := range x.Rows.Levels[kind][level] {
		if row.Place == "" && !row.Matching {
			names = append(names, row.Set)
		}
	}
	return setsOf(x, names...)
}

// haveAny reports whether one of some sets has a permission.
func haveAny(x *index.Index, sets []int32, permission int32) bool {
	return slices.ContainsFunc(sets, func(set int32) bool { return x.Sets[set].Has(permission) })
}

// breadthOf returns the number of permissions that sets have together.
func breadthOf(x *index.Index, sets []int32) int {
	all := x.NoPermissions()
	for _, set := range sets {
		all.Union(x.Sets[set])
	}
	return all.Count()
}
