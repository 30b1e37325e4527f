package review

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/hashicorp/hcl/v2"
	"golang.org/x/text/unicode/norm"

	"github.com/rolecall/rolecall/loader/internal/diag"
	"github.com/rolecall/rolecall/schema"
)

// A naming is a name in requests, lists or messages, and the block that has it.
type naming struct {
	// among identifies the names that it must not be mistaken for: names of
	// the same kind in the same org.
	among string
	// attr is the attribute of the block with the name: "login".
	attr  string
	block schema.Addr // none for an org_mapping
	name  schema.Text
}

// String returns the name as in messages: "login of user.eve".
func (n naming) String() string {
	if n.block == (schema.Addr{}) {
		return n.attr + " of an org_mapping"
	}
	return n.attr + " of " + n.block.String()
}

// namings yields all names of the configuration, except uids, which have only letters,
// digits and few signs.
func (r *reviewer) namings(yield func(naming)) {
	w := r.world
	in := func(kind string, org *schema.Org) string {
		if org == nil {
			return kind
		}
		return kind + " in " + org.Addr.Label
	}
	for _, o := range w.Orgs {
		yield(naming{"org", "name", o.Addr, o.Name})
	}
	for _, u := range w.Users {
		yield(naming{"user", "login", u.Addr, u.Login})
		if u.Email.Value != "" && u.Email.Value != u.Login.Value {
			yield(naming{"user", "email", u.Addr, u.Email})
		}
	}
	for _, t := range w.Teams {
		yield(naming{in("team", t.Org), "name", t.Addr, t.Name})
		for _, group := range t.ExternalGroups {
			yield(naming{"", "external group", t.Addr, group})
		}
	}
	for _, a := range w.ServiceAccounts {
		yield(naming{in("service account", a.Org), "name", a.Addr, a.Name})
		for _, token := range a.Tokens {
			yield(naming{"token of " + a.Addr.String(), "token", a.Addr, token.Name})
		}
	}
	for _, k := range w.APIKeys {
		yield(naming{in("API key", k.Org), "name", k.Addr, k.Name})
	}
	for _, role := range w.Roles {
		yield(naming{in("role", role.Org), "name", role.Addr, role.Name})
	}
	for _, m := range w.OrgMappings {
		yield(naming{"", "group", schema.Addr{}, schema.Text{Value: m.Group, Range: m.Range}})
	}
}

// reviewNames warns about names that readers mistake for others. Grafana distinguishes
// them.
func (r *reviewer) reviewNames() {
	seen := map[[2]string]naming{}
	r.namings(func(n naming) {
		r.About(n.block)
		r.reviewName(n)
		if n.among == "" {
			return
		}
		key := [2]string{n.among, skeleton(n.name.Value)}
		first, alike := seen[key]
		if !alike {
			seen[key] = n
			return
		}
		if first.name.Value != n.name.Value {
			if earlier(n.name.Range, first.name.Range) {
				first, n = n, first
			}
			r.Warn("Names alike", fmt.Sprintf("The %s, %q, looks like the %s, %q, at %s, but is a different name: case, separate accents and letters of other alphabets make a difference.", n, n.name.Value, first, first.name.Value, diag.Place(first.name.Range)), n.name.Range)
			r.Also(first.name.Range)
		}
	})
}

func (r *reviewer) reviewName(n naming) {
	name := n.name.Value
	if name != strings.TrimSpace(name) {
		r.Warn("Space around a name", fmt.Sprintf("The %s, %q, begins or ends with a space, and is a different name without it.", n, name), n.name.Range)
	}
	if isPlainASCII(name) {
		return
	}
	if c, ok := invisible(strings.TrimSpace(name)); ok {
		r.Warn("Invisible character", fmt.Sprintf("The %s, %q, has the character U+%04X, which is invisible or looks like another.", n, name, c), n.name.Range)
	}
	if scripts := scriptsOf(name); len(scripts) > 1 {
		r.Warn("Mixed scripts", fmt.Sprintf("The %s, %q, has letters of several alphabets, which are easily mistaken for each other: %s.", n, name, strings.Join(scripts, ", ")), n.name.Range)
	}
}

// isPlainASCII reports whether a text has only printable ASCII characters.
func isPlainASCII(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// invisible returns a character that is invisible or looks like a space. A joiner
// between emoji does not count.
func invisible(s string) (rune, bool) {
	runes := []rune(s)
	for i, c := range runes {
		switch {
		case c == ' ':
		case c == zeroWidthJoiner && i > 0 && i+1 < len(runes) && unicode.Is(unicode.So, runes[i+1]):
		case unicode.In(c, unicode.Cc, unicode.Cf, unicode.Co, unicode.Z), slices.Contains(blanks, c):
			return c, true
		}
	}
	return 0, false
}

const zeroWidthJoiner = 0x200D

// blanks are invisible letters and signs: the fillers of Hangul, and the empty pattern
// of Braille.
var blanks = []rune{0x115F, 0x1160, 0x3164, 0xFFA0, 0x2800}

// together are the scripts that are written together (Unicode Technical Standard 39,
// 5.2, the highly restrictive level).
var together = [][]string{
	{"Latin", "Han", "Hiragana", "Katakana"},
	{"Latin", "Han", "Bopomofo"},
	{"Latin", "Han", "Hangul"},
}

// scriptsOf returns the scripts of the letters of a text, sorted; none if these are
// written together.
func scriptsOf(s string) []string {
	var found []string
	for _, c := range s {
		if !unicode.IsLetter(c) {
			continue
		}
		script := "Latin"
		if c > unicode.MaxASCII {
			if script = scriptOf(c); script == "" {
				continue
			}
		}
		if !slices.Contains(found, script) {
			found = append(found, script)
		}
	}
	if slices.ContainsFunc(together, func(all []string) bool {
		return !slices.ContainsFunc(found, func(script string) bool { return !slices.Contains(all, script) })
	}) {
		return nil
	}
	slices.Sort(found)
	return found
}

// scriptOf returns the script of a character; empty if several share it.
func scriptOf(c rune) string {
	for name, table := range unicode.Scripts {
		if name != "Common" && name != "Inherited" && unicode.Is(table, c) {
			return name
		}
	}
	return ""
}

// skeleton returns the same text for names that look alike: in lower case, with Latin
// letters for similar ones, and without invisible characters.
func skeleton(name string) string {
	if isPlainASCII(name) {
		return strings.ToLower(strings.TrimSpace(name))
	}
	seen := strings.Map(func(c rune) rune {
		switch {
		case unicode.Is(unicode.Z, c):
			return ' '
		case unicode.In(c, unicode.Cc, unicode.Cf), slices.Contains(blanks, c):
			return -1
		}
		return c
	}, norm.NFKC.String(name))
	return strings.TrimSpace(lookalikes.Replace(strings.ToLower(seen)))
}

// lookalikes are small letters of the Greek and Cyrillic alphabets that look like
// Latin ones (Unicode Technical Standard 39, confusables.txt).
var lookalikes = strings.NewReplacer(
	"а", "a", "с", "c", "ԁ", "d", "е", "e", "һ", "h", "і", "i", "ј", "j", "ӏ", "l", "о", "o", "р", "p", "ԛ", "q",
	"ѕ", "s", "ԝ", "w", "х", "x", "у", "y", "ү", "y", "м", "m", "т", "t", "к", "k", "в", "b", "н", "h",
	"α", "a", "ο", "o", "ρ", "p", "ν", "v", "γ", "y", "ι", "i", "κ", "k", "ϲ", "c", "ϳ", "j", "χ", "x", "τ", "t", "υ", "u", "β", "b", "η", "n",
)

// earlier reports whether a range begins before another, in the order of files.
func earlier(a, b hcl.Range) bool {
	return cmp.Or(cmp.Compare(a.Filename, b.Filename), cmp.Compare(a.Start.Byte, b.Start.Byte)) < 0
}
