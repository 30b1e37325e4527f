package reference

import (
	"net/url"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/rolecall/rolecall/schema"
)

// named is the scope of the one thing of a kind that has a name. In Grafana's
// scopes the numbers of users, teams and accounts stand in the place of their
// names, and uids have letters, digits, dashes and underscores. So a name is
// one word, whatever is in it: here its signs of patterns, and what parts a
// scope, are characters that are nothing else.
func named(kind, name string) string { return kind + ":" + word(name) }

func word(name string) string {
	return strings.Map(func(c rune) rune {
		if strings.ContainsRune(`:/*?[]{}\`, c) {
			return 0x100000 + c
		}
		return c
	}, name)
}

// userKind is what the scope of a user begins with, for an action on users of
// the instance or on members of an org.
func userKind(version, action string) string {
	switch {
	case version == "8.0" && globalUsers(action):
		return "global:users"
	case version == "8.0":
		return "users"
	case globalUsers(action):
		return "global.users:id"
	}
	return "users:id"
}

// roleScope is the scope of a role. In 8.0 roles went by their names, as in
// custom:reports:editor, of which a pattern could mean a part
// (8.0: docs/sources/enterprise/access-control/permissions.md).
func roleScope(version, uid string) string {
	if version == "8.0" {
		return "roles:" + uid
	}
	return named("roles:uid", uid)
}

// kinds are what the scopes of things that have names begin with, by whether
// they are those of 8.0.
var kinds = map[bool][]string{
	false: {
		"folders:uid", "dashboards:uid", "datasources:uid", "teams:id", "serviceaccounts:id", "apikeys:id",
		"users:id", "global.users:id", "roles:uid", "plugins:id", "reports:id",
	},
	true: {"folders:uid", "dashboards:uid", "datasources:uid", "teams:id", "serviceaccounts:id", "apikeys:id", "users", "global:users", "reports"},
}

// writtenScope is the scope of a permission that somebody wrote: a reference
// means the one thing, whatever it is called, and a string the one thing with
// the name in it, unless it is a pattern.
func writtenScope(w *schema.World, p schema.RolePermission) string {
	version := string(w.Grafana.Version)
	if p.To != (schema.Addr{}) {
		return scopeTo(w, version, newest(p.Action), p.To)
	}
	if version == "8.0" && strings.ContainsAny(p.Scope, `*?[]{}\`) || version != "8.0" && strings.HasSuffix(p.Scope, "*") {
		return p.Scope
	}
	for _, kind := range kinds[version == "8.0"] {
		// The loader writes names so that they are one word, in its way.
		if name, ok := strings.CutPrefix(p.Scope, kind+":"); ok {
			if plain, err := url.PathUnescape(name); err == nil {
				name = plain
			}
			return named(kind, name)
		}
	}
	return p.Scope
}

func scopeTo(w *schema.World, version, action string, to schema.Addr) string {
	switch to.Type {
	case schema.FolderType:
		return named("folders:uid", findIn(w.Folders, func(x *schema.Folder) bool { return x.Addr == to }).UID.Value)
	case schema.DashboardType:
		return named("dashboards:uid", findIn(w.Dashboards, func(x *schema.Dashboard) bool { return x.Addr == to }).UID.Value)
	case schema.DataSourceType:
		return named("datasources:uid", findIn(w.DataSources, func(x *schema.DataSource) bool { return x.Addr == to }).UID.Value)
	case schema.TeamType:
		return named("teams:id", findIn(w.Teams, func(x *schema.Team) bool { return x.Addr == to }).Name.Value)
	case schema.ServiceAccountType:
		return named("serviceaccounts:id", findIn(w.ServiceAccounts, func(x *schema.ServiceAccount) bool { return x.Addr == to }).Name.Value)
	case schema.RoleType:
		return roleScope(version, findIn(w.Roles, func(x *schema.Role) bool { return x.Addr == to }).UID.Value)
	case schema.UserType:
		return named(userKind(version, action), findIn(w.Users, func(x *schema.User) bool { return x.Addr == to }).Login.Value)
	}
	panic("no scope covers " + to.String())
}

// same reports whether two names are the same characters, composed or not.
func same(a, b string) bool { return norm.NFC.String(a) == norm.NFC.String(b) }

// isCalled reports whether a word is the login or email of a user: in any case
// from 11.0 on (grafana/grafana pull requests 84840 and 86359).
func isCalled(w *schema.World, u *schema.User, word string) bool {
	if word == "" {
		return false
	}
	login, email := u.Login.Value, u.Email.Value
	if w.Grafana.Version == "13" {
		login, email, word = strings.ToLower(login), strings.ToLower(email), strings.ToLower(word)
	}
	return same(login, word) || same(email, word)
}
