package engine

import (
	"strings"
	"unicode/utf8"
)

// Names are composed characters in a configuration (Unicode's form C). A
// request may have those that are declared in decomposed ones as well, which
// the policies look up in the same table: they cannot compose characters.

// spelled is a name as the configuration has it.
func (x *index) spelled(name string) string {
	if isASCII(name) {
		return name
	}
	if composed, ok := x.data.Spellings[name]; ok {
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

// user is the number of the user with a login or email, or -1.
func (x *index) user(id string) int32 {
	if x.rows.LowerLogins {
		id = x.spelled(strings.ToLower(id))
	}
	return x.users.find(id)
}
