package resolve

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/loader/internal/diag"
	"github.com/rolecall/rolecall/schema"
)

// This file has the names and values that Grafana refuses to store. Each fact has its
// source. The effect of a name is up to the policies.

// Grafana refuses a new uid of more than 40 characters (Grafana 8.0,
// pkg/services/dashboards/dashboard_service.go:83-110).
const maxUID = 40

// Uids of roles may also have the dots and colons of names such as
// custom:reports:editor, which the beta of Grafana 8.0 has in scopes of roles
// (docs/sources/enterprise/access-control/permissions.md). They have no signs of
// patterns, as patterns of 8.0 can match parts of them.
var roleUIDs = regexp.MustCompile(`^[A-Za-z0-9_.:-]+$`)

// Names of roles have at most 190 characters, and are unique in their org; uids of
// roles are unique in the server (Grafana 9.3, the HTTP API of roles).
const maxRoleName = 190

// titledGeneral is the first version that takes a folder titled General (recorded: 12.4.0).
const titledGeneral schema.Version = "12.4"

// checkTitle reports a folder titled General, which older versions refuse in any case
// (Grafana 8.0, pkg/services/dashboards/dashboard_service.go:100).
func checkTitle(l *diag.List, version schema.Version, b *schema.FolderBlock) {
	if version.Before(titledGeneral) && strings.EqualFold(b.Title, schema.General) {
		l.Error("Reserved title", fmt.Sprintf("Grafana before %s refuses a folder titled General, in capitals or not: it is the name of the folder that every org has.", titledGeneral), b.TitleRange)
	}
}

// A space is where a name has to be unique.
type space struct {
	org *schema.Org // nil for the whole server
	typ schema.Type
	by  string
}

// A registry knows the names that are taken, by the space of each.
type registry struct {
	*diag.List
	spaces map[space]taken
}

func (r registry) in(s space) taken {
	if r.spaces[s] == nil {
		r.spaces[s] = taken{}
	}
	return r.spaces[s]
}

// take takes a name, or reports that it cannot be taken.
func (r registry) take(s space, by string, name *schema.Text) {
	if name.Value == "" {
		r.Error("Empty name", fmt.Sprintf("This %s needs a %s that is not empty.", s.typ, by), name.Range)
		return
	}
	r.in(s).take(r.List, s.typ, by, name)
}

// checkNames reports names that are taken twice or that Grafana would refuse.
// Logins and emails share one space, since a request may have either; so do the
// labels and names of orgs.
func checkNames(l *diag.List, w *schema.World) {
	r := registry{l, map[space]taken{}}
	orgs := r.in(space{nil, schema.OrgType, schema.OrgType.NameAttribute()})
	for _, org := range w.Orgs {
		orgs[org.Addr.Label] = &org.Range
	}
	w.Things(func(thing schema.Thing) bool {
		d, name := thing.Declared(), thing.GrafanaName()
		l.About(d.Addr)
		s := space{d.Org, d.Addr.Type, d.Addr.Type.NameAttribute()}
		server := slices.Contains(inServer, s.typ)
		if server {
			s.org = nil
		}
		// The label of an org is taken already, and a missing org is reported.
		if own := s.typ == schema.OrgType && name.Value == d.Addr.Label; !own && (server || d.Org != nil) {
			r.take(s, s.by, name)
		}
		switch s.typ {
		case schema.FolderType, schema.DashboardType, schema.DataSourceType:
			if name.Value != d.Addr.Label || isIdentifier(name.Value) { // or the label is reported
				checkUID(l, *name)
			}
			if s.typ == schema.FolderType && name.Value == schema.General {
				l.Warn("Folder with the uid general", "Requests name General, the folder that every org has, by this uid, so no request can name this folder.", name.Range)
			}
		case schema.RoleType:
			checkRoleUID(l, *name)
			if role := thing.(*schema.Role); checkRoleName(l, role.Name) {
				r.take(space{role.Org, s.typ, "name"}, "name", &role.Name)
			}
		}
		return true
	})
	logins := space{nil, schema.UserType, schema.UserType.NameAttribute()}
	for _, user := range w.Users {
		l.About(user.Addr)
		if user.Email.Value != "" && user.Email.Value != user.Login.Value {
			r.take(logins, "login or email", &user.Email)
		}
	}
}

// inServer are the types of things whose names are unique in the server, rather
// than in their org.
var inServer = []schema.Type{schema.OrgType, schema.UserType, schema.RoleType}

func checkUID(l *diag.List, uid schema.Text) {
	switch {
	case uid.Value == "":
	case !schema.IsUID(uid.Value):
		l.Error("Invalid uid", fmt.Sprintf("%q cannot be a uid in Grafana: a uid has letters, digits, underscores and dashes.", uid.Value), uid.Range)
	case len(uid.Value) > maxUID:
		l.Warn("Long uid", fmt.Sprintf("%q has %d characters, and Grafana refuses a new uid of more than %d.", uid.Value, len(uid.Value), maxUID), uid.Range)
	}
}

func checkRoleUID(l *diag.List, uid schema.Text) {
	switch {
	case uid.Value == "":
	case !roleUIDs.MatchString(uid.Value):
		l.Error("Invalid uid", fmt.Sprintf("%q cannot be the uid of a role: it has letters, digits, underscores, dashes, dots and colons.", uid.Value), uid.Range)
	case reservedRolePrefix(uid.Value) != "":
		l.Error("Reserved role name", fmt.Sprintf("Uids that begin with %s: are those of Grafana's own roles.", reservedRolePrefix(uid.Value)), uid.Range)
	}
}

// checkRoleName reports a name that Grafana would refuse for a custom role. It
// returns false for a name that need not be unique, as it is empty.
func checkRoleName(l *diag.List, name schema.Text) bool {
	switch prefix := reservedRolePrefix(name.Value); {
	case name.Value == "":
		l.Error("Empty name", "This role needs a name that is not empty.", name.Range)
		return false
	case prefix != "":
		l.Error("Reserved role name", fmt.Sprintf("Names that begin with %s: are Grafana's own; name a custom role custom:%s.", prefix, strings.TrimPrefix(name.Value, prefix+":")), name.Range)
	case len(name.Value) > maxRoleName:
		l.Error("Long role name", fmt.Sprintf("This name has %d characters, and Grafana takes %d.", len(name.Value), maxRoleName), name.Range)
	}
	return true
}

// reservedRolePrefix returns the word before the colon of a name that only
// Grafana's own roles have; empty for other names.
func reservedRolePrefix(name string) string {
	prefix, _, parted := strings.Cut(name, ":")
	if parted && slices.Contains(schema.ReservedRoles, prefix) {
		return prefix
	}
	return ""
}
