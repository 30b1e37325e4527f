package decode

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/schema"
)

// A TestFile is a file of tests by its name.
type TestFile struct {
	Name string
	Src  []byte
}

// testSuffix ends the name of a file of tests, before its extension.
const testSuffix = "_test"

// IsTestFile reports whether a file of this name holds tests.
func IsTestFile(name string) bool {
	stem, ok := stemOf(name)
	return ok && strings.HasSuffix(stem, testSuffix)
}

// ParseTests parses and decodes files of tests, in the order of their names.
func ParseTests(sources []TestFile) []*File {
	files := make([]*File, 0, len(sources))
	for _, s := range sources {
		f := &File{Path: s.Name, tests: true}
		if f.parse(s.Src); !f.Broken {
			f.decode()
		}
		files = append(files, f)
	}
	slices.SortStableFunc(files, func(a, b *File) int { return strings.Compare(a.Path, b.Path) })
	return files
}

// misplaced reports a block in a file of the wrong kind: a test outside a file of
// tests, or another block in a file of tests.
func (f *File) misplaced(typ string, at hcl.Range) bool {
	isTest := typ == string(schema.TestType)
	if isTest == f.tests || fileShape.Nested(typ) == nil && typ != "variable" && typ != "locals" {
		return false // an unknown block is reported as such
	}
	if isTest {
		f.Error("Test outside a test file", "Only rolecall test reads tests, in files whose names end in _test.hcl or _test.hcl.json. Move this one to such a file.", at)
	} else {
		f.Error("Not a test", fmt.Sprintf("A file whose name ends in _test.hcl may hold only tests. Move this block %s to another file, where the tests can refer to it.", typ), at)
	}
	return true
}
