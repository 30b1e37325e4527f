package document

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// addSpellings adds the decomposed spellings of all names that a request may
// have.
func (d *World) addSpellings() {
	add := func(name string) {
		if other := norm.NFD.String(name); other != name {
			if d.Spellings == nil {
				d.Spellings = map[string]string{}
			}
			d.Spellings[other] = name
		}
	}
	for name := range d.OrgIDs {
		add(name)
	}
	for name := range d.Logins {
		add(name)
	}
	for _, org := range d.Orgs {
		for team := range org.Teams {
			add(team)
		}
		for key := range org.APIKeys {
			add(key)
		}
		for account := range org.ServiceAccounts {
			add(account)
			for token := range org.Members["service_account:"+account].Tokens {
				add(token)
			}
		}
		for group := range org.Groups {
			add(group)
		}
	}
	for _, m := range d.OrgMappings {
		add(strings.ToLower(m.Group))
	}
}
