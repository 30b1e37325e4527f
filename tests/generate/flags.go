package generate

import (
	"flag"
	"maps"
)

// DefaultFlags reads the flags of a test and sets the ones that are not given. It is
// for TestMain.
func DefaultFlags(defaults map[string]string) {
	flag.Parse()
	left := maps.Clone(defaults)
	flag.Visit(func(f *flag.Flag) { delete(left, f.Name) })
	for name, value := range left {
		if err := flag.Set(name, value); err != nil {
			panic(err)
		}
	}
}
