package representatives

import (
	"crypto/sha256"
	"fmt"
	"strings"

	"github.com/rolecall/rolecall/internal/document"
)

// A Sample is a small configuration that has one thing of each class of
// another: one for all users with the same role, one for all dashboards in a
// folder of their own list, one entry for all "Edit" of teams. Things of a
// class differ by name alone, so what the policies say of the one they say of
// the others too, with the names changed. The policies are evaluated for the
// sample, which stays as small however much is declared.
//
// It rests on two properties of the policies, which the tests hold against
// plain OPA on whole configurations: no rule looks into a name, other than
// "general", and what an entry or a team gives does not depend on the others.
type Sample struct {
	Data *document.World
	// The stand-ins, which are all in one org that is called standIn.
	Members map[MemberClass]string
	Items   map[itemClass]string
	Entries map[entryClass]string
	Held    map[heldClass]string
	// The stand-ins for permissions are roles.
	Permissions map[permissionClass]string
}

// StandIn begins the names of stand-ins. The loader lets no name of a
// configuration begin with it.
const StandIn = "\x00"

// The sources that a stand-in has: where the rows say so, the thing itself
// has a source of its own.
const (
	EntrySource   = StandIn + "entry"
	CreatorSource = StandIn + "creator"
)

// New draws the sample of a configuration.
func New(d *document.World) *Sample {
	grafana := d.Grafana
	grafana.Sources = nil // the policies do not say where settings stand
	s := &Sample{
		Data: &document.World{
			Grafana:     grafana,
			OrgIDs:      d.OrgIDs,
			DefaultOrg:  d.DefaultOrg,
			Logins:      map[string]string{},
			Users:       map[string]document.User{},
			Orgs:        map[string]*document.Org{StandIn: document.NewOrg()},
			Roles:       map[string]document.Role{},
			BasicRoles:  d.BasicRoles,
			Everywhere:  map[string]map[string]string{},
			OrgMappings: d.OrgMappings,
		},
		Members: map[MemberClass]string{},
		Items:   map[itemClass]string{},
		Entries: map[entryClass]string{},
		Held:    map[heldClass]string{},

		Permissions: map[permissionClass]string{},
	}
	for key, user := range d.Users {
		s.addMember(UserClass(user), key)
	}
	for label, org := range d.Orgs {
		s.addOrg(d, label, org)
	}
	s.addRoles(d)
	return s
}

// addOrg puts an org into the sample: its groups, all that is one of
// its class, and stand-ins for the rest.
func (s *Sample) addOrg(d *document.World, label string, org *document.Org) {
	drawn := document.NewOrg()
	drawn.Source, drawn.Groups, drawn.Defaults = org.Source, org.Groups, org.Defaults
	s.Data.Orgs[label] = drawn
	for key, m := range org.Members {
		if class, ok := ClassOfMember(d, key, m); ok {
			s.addMember(class, key)
		} else {
			drawn.Members[key] = m
		}
	}
	for _, typ := range ItemTypes {
		for id, item := range typ.Items(org) {
			class, ok := ClassOfItem(org, typ, id, item)
			if ok {
				s.addItem(class, typ)
				continue
			}
			typ.Items(drawn)[id] = item
			for _, folder := range Chain(typ, id, item, org) {
				drawn.Folders[folder] = org.Folders[folder]
			}
		}
	}
	for place, list := range org.Permissions {
		for holder := range list {
			s.addEntry(ClassOfEntry(org, place, holder))
		}
	}
	for place, list := range org.Creators {
		for holder := range list {
			s.addEntry(ClassOfEntry(org, place, holder))
		}
	}
	for _, holders := range []map[string]map[string]map[string]string{org.Held, org.Created} {
		for holder := range holders {
			if IsRole(holder) {
				// Roles are told apart by name, and few.
				drawn.Held[holder] = org.Held[holder]
			} else {
				s.addHeld(ClassOfHeld(org, holder))
			}
		}
	}
}

// IsRole says whether a holder is a role rather than somebody.
func IsRole(holder string) bool { return strings.HasPrefix(holder, "role:") }

// TypeOf returns the type of a subject, holder or place: what is before the colon.
func TypeOf(key string) string {
	typ, _, _ := strings.Cut(key, ":")
	return typ
}

func (s *Sample) org() *document.Org { return s.Data.Orgs[StandIn] }

// name is the name of the stand-in of a class. It depends on the class alone, so
// that configurations with the same classes have the same sample.
func (s *Sample) name(prefix string, class any) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%#v", class))
	return fmt.Sprintf("%s%s%x", prefix, StandIn, sum[:12])
}
