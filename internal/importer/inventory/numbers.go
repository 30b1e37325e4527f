package inventory

import "strconv"

// MainOrg is the name of the org that a new Grafana has, and firstOrg its number.
const (
	MainOrg  = "Main Org."
	firstOrg = "1"
)

// Numbers give names to orgs that files name by their numbers.
type Numbers struct {
	// Names are the names that somebody gave, by number.
	Names map[string]string
	// Known is a configuration with names; nil for none.
	Known *Inventory
	// First is the number of the org that things are in if nothing says otherwise. If just one org is known, it is
	// that one.
	First string
}

// Name returns the name of the org with a number. A name that is not known is made up, and noted in an
// Inventory.
func (n Numbers) Name(to *Inventory, number string) string {
	if name, ok := n.Names[number]; ok {
		return name
	}
	switch {
	case number == n.First && n.Known != nil && len(n.Known.Orgs) == 1:
		return n.Known.Orgs[0].Name
	case number == firstOrg:
		return MainOrg
	}
	to.Unread = append(to.Unread, Unread{
		What: "the name of the org with the number " + strconv.Quote(number),
		Why:  "The files do not tell it (--org-name does).",
	})
	return "Org " + number
}
