package index

import (
	"strings"
	"unicode/utf8"
)

// Names are composed characters in a configuration (Unicode's form C). A
// request may have those that are declared in decomposed ones as well, which
// the policies look up in the same table: they cannot compose characters.

// Spelled is a name as the configuration has it.
func (x *Index) Spelled(name string) string {
	if isASCII(name) {
		return name
	}
	if composed, ok := x.Data.Spellings[name]; ok {
		return composed
	}
	return name
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// User is the number of the user with a login or email, or -1.
func (x *Index) User(id string) int32 {
	if x.Rows.LowerLogins {
		id = x.Spelled(strings.ToLower(id))
	}
	return x.Users.Find(id)
}
