package generate

import (
	"slices"
	"strings"

	"github.com/rolecall/rolecall/tests/reference"
)

// Actions are the sorted actions of all tables and rules, and usualActions the ones
// that most versions have.
var (
	Actions      = reference.KnownActions()
	usualActions = reference.KnownActions("8.5", "9.3", "12.4")
	itemActions  = slices.DeleteFunc(slices.Clone(usualActions), func(a string) bool {
		kind, _, _ := strings.Cut(a, ":")
		return !slices.Contains([]string{
			"dashboards", "folders", "dashboards.permissions", "folders.permissions", "library.panels", "annotations", "snapshots", "alert.rules", "alert.silences",
			"teams", "teams.permissions", "teams.preferences", "datasources",
		}, kind)
	})
)

// usual maps kinds of actions to the types of resource in requests for them. Requests
// for other actions are about the org.
var usual = []struct {
	kind  string
	types []string
}{
	{"dashboards", []string{"dashboard", "dashboard", "folder"}},
	{"folders", []string{"folder", "org"}},
	{"teams", []string{"team", "org"}},
	{"annotations", []string{"annotation"}},
	{"snapshots", []string{"snapshot", "org"}},
	{"library.panels", []string{"library_panel", "folder"}},
	{"alert.rules", []string{"alert", "alert", "folder", "org", "server"}},
	{"alert.silences", []string{"alert", "folder", "org"}},
	{"alert.notifications.channels", []string{"notification_channel", "org"}},
	{"alert.notifications.receivers", []string{"receiver", "receiver", "org"}},
	{"receivers.permissions", []string{"receiver", "org"}},
	{"datasources", []string{"data_source", "org"}},
	{"playlists", []string{"playlist", "org"}},
	{"plugins", []string{"plugin", "server", "org"}},
	{"reports", []string{"report", "org"}},
	{"orgs", []string{"org", "server"}},
	{"org.users", []string{"org", "user"}},
	{"users", []string{"user", "user", "server", "org", "role"}},
	{"serviceaccounts", []string{"service_account", "org"}},
	{"apikeys", []string{"api_key", "org"}},
	{"roles", []string{"role", "org"}},
	{"settings", []string{"server", "org", ""}},
	{"server", []string{"server", "org", ""}},
	{"provisioning", []string{"server", "org", ""}},
	{"ldap", []string{"server", "org", ""}},
	{"status", []string{"server", "org"}},
}

// types are all types of resource, and an unknown one.
var types = []string{
	"org", "folder", "dashboard", "data_source", "team", "user", "service_account", "api_key", "role", "playlist", "snapshot",
	"annotation", "library_panel", "alert", "notification_channel", "plugin", "receiver", "report", "server", "", "moon",
}

// typesOf are the types of resource that an action is usually asked about.
func typesOf(action string) []string {
	for _, u := range slices.Backward(usual) {
		if action == u.kind || strings.HasPrefix(action, u.kind+":") || strings.HasPrefix(action, u.kind+".") {
			return u.types
		}
	}
	return []string{"org", ""}
}

// actionsOn are the usual actions by the type that they are asked about.
var actionsOn = func() map[string][]string {
	on := map[string][]string{}
	for _, action := range append(slices.Clone(usualActions), itemActions...) {
		for _, typ := range typesOf(action) {
			on[typ] = append(on[typ], action)
		}
	}
	return on
}()
