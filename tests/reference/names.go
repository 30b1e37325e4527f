package reference

import (
	"net/url"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/rolecall/rolecall/schema"
)

// named returns the scope of the resource of a kind with a name. Grafana's scopes have the numbers of
// users, teams and accounts in place of names, and uids of letters, digits, dashes and underscores.
// So a name must act as one word, whatever its characters: here the characters of patterns and the
// separators of scopes are replaced by characters without a meaning.
func named(kind, name string) string { return kind + ":" + word(name) }

func word(name string) string {
	return strings.Map(func(c rune) rune {
		if strings.ContainsRune(`:/*?[]{}\`, c) {
			return 0x100000 + c
		}
		return c
	}, name)
}

// userKind returns the beginning of the scope of a user, for an action on users of the instance or on
// members of an org.
func userKind(w *schema.World, action string) string {
	switch {
	case before(w, "8.5") && globalUsers(action):
		return "global:users"
	case before(w, "8.5"):
		return "users"
	case globalUsers(action):
		return "global.users:id"
	}
	return "users:id"
}

// roleScope returns the scope of a role. In 8.0 roles had names such as custom:reports:editor, and a
// pattern could match a part of them
// (8.0: docs/sources/enterprise/access-control/permissions.md).
func roleScope(w *schema.World, uid string) string {
	if before(w, "8.5") {
		return "roles:" + uid
	}
	return named("roles:uid", uid)
}

// kinds lists the beginnings of the scopes of named resources; true is for 8.0.
var kinds = map[bool][]string{
	false: {
		"folders:uid", "dashboards:uid", "datasources:uid", "teams:id", "serviceaccounts:id", "apikeys:id",
		"users:id", "global.users:id", "roles:uid", "plugins:id", "reports:id", "receivers:uid", "playlists:uid",
	},
	true: {"folders:uid", "dashboards:uid", "datasources:uid", "teams:id", "serviceaccounts:id", "apikeys:id", "users", "global:users", "reports"},
}

// writtenScope returns the scope of a declared permission. A reference means its target, whatever the
// target's name. A string with a name means the resource with this name, unless it is a pattern.
func writtenScope(w *schema.World, p schema.RolePermission) string {
	old := before(w, "8.5")
	if p.To != (schema.Addr{}) {
		return scopeTo(w, newest(p.Action), p.To)
	}
	if old && strings.ContainsAny(p.Scope, `*?[]{}\`) || !old && strings.HasSuffix(p.Scope, "*") {
		return p.Scope
	}
	for _, kind := range kinds[old] {
		// The loader escapes names in its own way, so that they are one word.
		if name, ok := strings.CutPrefix(p.Scope, kind+":"); ok {
			if plain, err := url.PathUnescape(name); err == nil {
				name = plain
			}
			return named(kind, name)
		}
	}
	return p.Scope
}

func scopeTo(w *schema.World, action string, to schema.Addr) string {
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
		return roleScope(w, findIn(w.Roles, func(x *schema.Role) bool { return x.Addr == to }).UID.Value)
	case schema.UserType:
		return named(userKind(w, action), findIn(w.Users, func(x *schema.User) bool { return x.Addr == to }).Login.Value)
	}
	panic("no scope covers " + to.String())
}

// same reports whether two names have the same characters, composed or not.
func same(a, b string) bool { return norm.NFC.String(a) == norm.NFC.String(b) }

// isCalled reports whether a word is the login or email of a user: in any case
// from 11.0 on (grafana/grafana pull requests 84840 and 86359).
func isCalled(w *schema.World, u *schema.User, word string) bool {
	if word == "" {
		return false
	}
	login, email := u.Login.Value, u.Email.Value
	if since(w, "11.0") {
		login, email, word = strings.ToLower(login), strings.ToLower(email), strings.ToLower(word)
	}
	return same(login, word) || same(email, word)
}
