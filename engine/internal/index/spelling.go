package index

import (
	"strings"
	"unicode/utf8"
)

// Spelled returns a name as the configuration spells it: in composed characters (Unicode's
// form C). A request may have a declared name in decomposed characters. The policies look
// it up in the same table, as Rego cannot compose characters.
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

// User returns the number of the user with a login or email, or -1.
func (x *Index) User(id string) int32 {
	if x.Rows.LowerLogins {
		if !utf8.ValidString(id) {
			return -1 // lower case would replace the invalid bytes by U+FFFD
		}
		id = x.Spelled(strings.ToLower(id))
	}
	return x.Users.Find(id)
}
