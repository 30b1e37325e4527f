package representatives

import (
	"crypto/sha256"
	"fmt"
	"strings"

	"github.com/rolecall/rolecall/internal/document"
)

// A Sample is a small configuration with one representative of each class of a large one:
// one user for all users with the same role, one dashboard for all dashboards with a list
// of their own in a folder, one entry for all teams with "Edit". The members of a class
// differ in their names alone, so the policies decide the same for all of them, except
// for the names. The policies are evaluated for the sample, which stays small however
// much is declared.
//
// This relies on two properties of the policies: no rule looks into a name, other than
// "general", and the effect of an entry or a team does not depend on the others. Tests
// compare with plain OPA on whole configurations to hold the policies to them.
type Sample struct {
	Data *document.World
	// The representatives. All are in one org, whose label is StandIn.
	Members map[MemberClass]string
	Items   map[itemClass]string
	Entries map[EntryClass]string
	Held    map[heldClass]string
	// The representatives of permissions are roles.
	Permissions map[permissionClass]string
}

// StandIn is the prefix of the names of representatives. The loader refuses it in names.
const StandIn = "\x00"

// The sources of representatives. Where rows have such a source, the source of the
// represented entry takes its place.
const (
	EntrySource   = StandIn + "entry"
	CreatorSource = StandIn + "creator"
)

// New draws the sample of a configuration.
func New(d *document.World) *Sample {
	grafana := d.Grafana
	grafana.Sources = nil // the policies do not use the sources of settings
	s := &Sample{
		Data: &document.World{
			Grafana:     grafana,
			OrgIDs:      d.OrgIDs,
			Elsewhere:   d.Elsewhere,
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
		Entries: map[EntryClass]string{},
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

// addOrg adds an org to the sample: its groups, the members, resources and entries that
// have no class, and representatives of the others.
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
	for list := range Lists(org) {
		if list.Named {
			if len(list.Entries) > 0 {
				drawn.Permissions[list.Place] = list.Entries
			}
			if len(list.Creators) > 0 {
				drawn.Creators[list.Place] = list.Creators
			}
		}
		for _, class := range list.Classes() {
			s.addEntry(class)
		}
	}
	for _, holders := range []map[string]map[string]map[string]string{org.Held, org.Created} {
		for holder := range holders {
			if IsRole(holder) {
				// Roles are told apart by name, and there are few.
				drawn.Held[holder] = org.Held[holder]
			} else {
				s.addHeld(ClassOfHeld(org, holder))
			}
		}
	}
}

// IsRole reports whether a holder is a role.
func IsRole(holder string) bool { return strings.HasPrefix(holder, "role:") }

// TypeOf returns the type of a subject, holder or place: the part before the colon.
func TypeOf(key string) string {
	typ, _, _ := strings.Cut(key, ":")
	return typ
}

func (s *Sample) org() *document.Org { return s.Data.Orgs[StandIn] }

// name returns the name of the representative of a class. It depends on the class alone,
// so that configurations with the same classes have the same sample.
func (s *Sample) name(prefix string, class any) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%#v", class))
	return fmt.Sprintf("%s%s%x", prefix, StandIn, sum[:12])
}
