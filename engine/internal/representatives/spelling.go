package representatives

import (
	"fmt"
	"iter"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/rolecall/rolecall/internal/document"
)

// checkSpelling refuses names that the loader would spell in another way. The engine
// looks a name up before it looks for other spellings of it, and the policies the other
// way round. Only for the loader's spelling is the result the same.
func checkSpelling(d *document.World) error {
	for what, name := range names(d) {
		switch {
		case !utf8.ValidString(name):
			return fmt.Errorf("the %s %q is not UTF-8", what, name)
		case strings.Contains(name, StandIn):
			return fmt.Errorf("the %s %q contains the character NUL, which names cannot contain", what, name)
		case !norm.NFC.IsNormalString(name):
			return fmt.Errorf("the %s %+q has decomposed characters: a letter and its accent are separate; compose them, as in %+q", what, name, norm.NFC.String(name))
		}
	}
	for other, name := range d.Spellings {
		if other == name || norm.NFC.String(other) != name {
			return fmt.Errorf("%+q is not another spelling of the name %+q", other, name)
		}
	}
	return nil
}

// names returns the declared names, each after the words for it.
func names(d *document.World) iter.Seq2[string, string] {
	return func(yield func(what, name string) bool) {
		all := eachKey(d.OrgIDs, "name of an org", yield) &&
			eachKey(d.Logins, "login or email", yield) &&
			eachKey(d.AllRoles(), "uid of a role", yield)
		for _, org := range d.Orgs {
			for _, typ := range ItemTypes {
				all = all && eachKey(typ.Items(org), "name of a "+typ.Type, yield)
			}
			for _, m := range org.Members {
				all = all && eachKey(m.Tokens, "name of a token", yield)
			}
		}
	}
}

func eachKey[T any](names map[string]T, what string, yield func(what, name string) bool) bool {
	for name := range names {
		if !yield(what, name) {
			return false
		}
	}
	return true
}
