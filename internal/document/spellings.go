package document

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/rolecall/rolecall/schema"
)

// LowerCase returns a name in lower case, in which groups are compared and newer versions
// of Grafana store logins. It composes the name again, as some letters have a composed
// form only in lower case.
func LowerCase(name string) string { return norm.NFC.String(strings.ToLower(name)) }

// groupKey returns a group as groups are compared: in lower case where Grafana ignores the
// case of groups.
func (d *World) groupKey(group string) string {
	if d.facts().LowerGroups {
		return LowerCase(group)
	}
	return group
}

// addSpellings adds the other spellings of all names that a request may have: the
// decomposed ones, and of a group its lower case before it is composed.
func (d *World) addSpellings(w *schema.World) {
	spell := func(other, name string) {
		if other == name {
			return
		}
		if d.Spellings == nil {
			d.Spellings = map[string]string{}
		}
		d.Spellings[other] = name
	}
	add := func(name string) { spell(norm.NFD.String(name), name) }
	addGroup := func(group string) {
		add(d.groupKey(group))
		if d.facts().LowerGroups {
			spell(strings.ToLower(group), d.groupKey(group))
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
	}
	for _, team := range w.Teams {
		for _, group := range team.ExternalGroups {
			addGroup(group.Value)
		}
	}
	for _, m := range w.OrgMappings {
		addGroup(m.Group)
	}
}
