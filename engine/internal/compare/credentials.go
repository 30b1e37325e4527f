package compare

import (
	"cmp"
	"time"

	"github.com/rolecall/rolecall/engine/diff"
	"github.com/rolecall/rolecall/engine/internal/askers"
	"github.com/rolecall/rolecall/engine/internal/representatives"
)

// credentials returns the notes about API keys and tokens of an org that both sides declare, and that
// end at another time, and about those that only the second declares, and that never end. At the
// moment of a comparison they may give the same access on both sides.
func (c *comparer) credentials(p *askers.Pair) []diff.Note {
	was := c.ends(0, p)
	var notes []diff.Note
	for item, ends := range c.ends(1, p) {
		note := diff.Note{Kind: diff.Lasting, Change: diff.Gained, Org: p.Name, Items: []diff.Item{item},
			New: cmp.Or(ends, diff.Never)}
		before, known := was[item]
		switch {
		case !known && ends != "" || known && before == ends:
			continue
		case known:
			if note.Old = cmp.Or(before, diff.Never); sooner(ends, before) {
				note.Change = diff.Lost
			}
		}
		notes = append(notes, note)
	}
	return notes
}

// ends returns when the API keys and tokens of an org end on a side, in RFC 3339; empty for never.
func (c *comparer) ends(side int, p *askers.Pair) map[diff.Item]string {
	all := map[diff.Item]string{}
	if p.Numbers[side] < 0 {
		return all
	}
	o := c.sides[side].Orgs[p.Numbers[side]].Data
	for key, m := range o.Members {
		typ := representatives.TypeOf(key)
		if typ == askers.UserType || key == typ { // anonymous
			continue
		}
		item := diff.Item{Org: p.Name, Type: typ, ID: key[len(typ)+1:]}
		if _, isKey := o.APIKeys[item.ID]; isKey && typ == keyType {
			all[item] = m.Expires
		}
		for token, t := range m.Tokens {
			item.Token = token
			all[item] = t.Expires
		}
	}
	return all
}

// keyType is the type of the subjects that are credentials themselves.
const keyType = "api_key"

// sooner reports whether credentials end before others. Empty is never, and a time that cannot be read
// is always over.
func sooner(ends, than string) bool {
	if ends == "" || than == "" {
		return ends != ""
	}
	at, _ := time.Parse(time.RFC3339, ends)
	other, _ := time.Parse(time.RFC3339, than)
	return at.Before(other)
}
