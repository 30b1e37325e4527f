package benchmark

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/rolecall/rolecall/tests/sizes"
)

// A column of the tables: a configuration and which requests are asked about it.
type column struct {
	size sizes.Size
	// version is the release of Grafana. The folders of 13 are nested.
	version string
	cold    bool
}

// versions are the releases that are measured, and columns what is measured of each.
var (
	versions = []string{"8.0", "13.3"}
	columns  = func() (all []column) {
		for _, version := range versions {
			for _, cold := range []bool{false, true} {
				for _, size := range []sizes.Size{sizes.S, sizes.M, sizes.L} {
					all = append(all, column{size, version, cold})
				}
			}
		}
		return all
	}()
)

// byWorld returns the columns such that those about the same configuration follow each other, and
// it is made once for both.
func byWorld() []column {
	all := slices.Clone(columns)
	slices.SortStableFunc(all, func(a, b column) int {
		return cmp.Or(cmp.Compare(slices.Index(versions, a.version), slices.Index(versions, b.version)), cmp.Compare(a.size.Users, b.size.Users))
	})
	return all
}

// first returns the column of the same size of the first release, warm.
func (c column) first() column { return column{c.size, versions[0], false} }

func (c column) String() string {
	if c.cold {
		return fmt.Sprintf("%s, cold", c.size.Name)
	}
	return fmt.Sprintf("%s, warm", c.size.Name)
}
