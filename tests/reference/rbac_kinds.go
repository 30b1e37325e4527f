package reference

import (
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/rolecall/rolecall/schema"
)

// roleGate decides the requests that a release decides by roles. The second result is false for all others. The
// gates are in 8.5 and 9.3: pkg/api/api.go; the recorded worlds 8.5/fgac-* and 9.3/matrix-*, keys-*, anon-* have
// them.
func (q *question) roleGate(kind, verb string) (allowed, decided bool) {
	switch kind {
	case "alert.notifications.channels":
		switch {
		case q.since("11.0"): // gone with legacy alerting (grafana/grafana pull request 83671)
			return false, true
		case verb == "lookup":
			return q.on("org"), true
		case verb == "read", verb == "test":
			return q.on("org", "notification_channel") && q.editor(), true
		case verb == "create":
			return q.on("org") && q.editor(), true
		case verb == "write", verb == "delete":
			return q.on("notification_channel") && q.editor(), true
		}
	case "alert.configuration":
		return (verb == "read" || verb == "write") && q.on("org") && q.orgAdmin(), true
	case "apikeys":
		if q.since("12.1") { // only the permissions stayed (grafana/grafana pull request 106019)
			return false, true
		}
	case "snapshots":
		return q.rbacSnapshot(verb), true
	case "library.panels":
		return q.rbacPanel(verb), true
	}
	if q.before("9.0") && q.action == "plugins:write" {
		return q.on("plugin") && q.orgAdmin(), true
	}
	return false, false
}

// switchedOff reports whether the release has the API of an action only with a feature toggle (the registry of
// toggles; changelog 11.2 and grafana/grafana pull request 103212; docs 13.0, Git Sync), which is off.
func (q *question) switchedOff(kind string) bool {
	for _, api := range []struct {
		kind, toggle string
		until        schema.Version
	}{
		{"migrationassistant", "onPremToCloudMigrations", "12.0"},
		{"provisioning.", "provisioning", "13.0"},
		{"secret.", "secretsManagementAppPlatform", ""},
	} {
		if strings.HasPrefix(kind, api.kind) && (api.until == "" || q.before(api.until)) {
			return !toggled(q.w, api.toggle)
		}
	}
	return false
}

// rbacSnapshot decides about snapshots. Up to 10.4 everybody signed in creates them, in 11.0 who may write the
// dashboard, and from 11.5 on who has the permission and may read the dashboard (grafana/grafana pull requests
// 84952 and 96126; 12.2/acl-vce0-eca0). Only org Admins are shown the snapshots of others.
func (q *question) rbacSnapshot(verb string) bool {
	it := q.t.item
	switch verb {
	case "create":
		switch {
		case q.s.anonymous:
			return false
		case q.before("11.0"):
			return q.on("org")
		case !q.on("snapshot"):
			return false
		case q.since("11.5"):
			return it != nil && q.allowedOn("snapshots:create") && q.holdsItem(it, "dashboards:read")
		case it == nil:
			return q.allowedOn("dashboards:write", "dashboards:") // recorded of Admins alone (11.0/fgac-vce0-eca0)
		}
		return q.holdsItem(it, "dashboards:write")
	case "read":
		switch {
		case q.before("11.5"):
			return q.on("snapshot") && (q.orgAdmin() || q.ownSnapshot())
		case q.on("org"):
			return q.allowedOn("snapshots:read") // the list, which has one's own
		}
		return q.allowedOn("snapshots:read") && (q.orgAdmin() || q.ownSnapshot())
	case "delete":
		return q.on("snapshot") && q.deletesSnapshot(it)
	}
	return false
}

// deletesSnapshot reports whether the session may delete a snapshot (9.3: pkg/api/dashboard_snapshot.go): as its
// creator, or if it may edit the dashboard. In 8.5 that requires an Editor, from 11.5 on the permission, and
// between them everybody deletes a snapshot without a dashboard (9.3/matrix-vce0-eca0). From 11.5 on that would
// be a defect (CVE-2026-28380).
func (q *question) deletesSnapshot(it *item) bool {
	switch {
	case q.since("11.5"):
		return q.allowedOn("snapshots:delete") && (q.ownSnapshot() || it != nil && q.holdsItem(it, "dashboards:write"))
	case q.since("9.0"):
		return q.created() || it == nil || q.rbacCanEdit(it, kindOf(it))
	case it == nil:
		// No recorded server deletes the snapshot of another user (8.5/fgac-vce0-eca0).
		return q.editor() && q.created()
	}
	return q.editor() && (q.created() || q.rbacCanEdit(it, kindOf(it)))
}

// ownSnapshot reports whether the session made the snapshot and has a basic role. No source tells that somebody
// without one is shown its own snapshots, nor from 11.5 on that it deletes them.
func (q *question) ownSnapshot() bool { return q.created() && q.s.role != schema.NoBasicRole }

// rbacPanel decides about library panels. Up to 12.0 General is decided by role, which a server admin always has,
// and a folder by CanEdit and CanView. From 12.1 on the permission is on the folder (grafana/grafana pull request
// 106833; 12.2/none-vce0-eca0).
func (q *question) rbacPanel(verb string) bool {
	if q.since("12.1") {
		if q.on("org") {
			return q.allowedOn(q.action)
		}
		return q.on("folder", "library_panel") && q.holdsItem(q.t.item, q.action)
	}
	if !q.on("folder", "library_panel") || verb == "create" && !q.on("folder") {
		return false
	}
	it := q.t.item
	general := it.folder == nil
	switch verb {
	case "read":
		return general || q.holdsItem(it, "folders:read")
	case "create", "write", "delete":
		if general {
			return q.hasRole(schema.Editor)
		}
		return q.rbacCanEdit(it, kindOf(it))
	}
	return false
}

// playlist decides about playlists: everybody in the org reads them, from 13.0 on who has a basic role, and Editors
// write them. The permissions that roles have from 13.0 on count with the toggle playlistsRBAC, and then nothing
// else does (grafana/grafana pull requests 119974 and 119975). All changes take playlists:write.
func (q *question) playlist(verb string) bool {
	if q.since("13.0") && slices.Contains(q.w.Grafana.FeatureToggles, "playlistsRBAC") {
		switch action := "playlists:write"; {
		case verb == "read" && q.on("org"):
			return q.allowedOn("playlists:read")
		case verb == "read":
			return q.on("playlist") && q.allowedOn("playlists:read", named("playlists:uid", norm.NFC.String(q.t.id)))
		case verb == "create":
			return q.on("org") && q.allowedOn(action)
		case verb == "write", verb == "delete":
			return q.on("playlist") && q.allowedOn(action, named("playlists:uid", norm.NFC.String(q.t.id)))
		}
		return false
	}
	switch verb {
	case "read":
		return q.on("playlist", "org") && (q.before("13.0") || q.s.role != schema.NoBasicRole)
	case "create":
		return q.on("org") && q.editor()
	}
	return (verb == "write" || verb == "delete") && q.on("playlist") && q.editor()
}

// rbacAnnotation decides about annotations. Up to 10.4 those of a dashboard need the permission for them and also
// the dashboard: for writing, the session must be able to edit it; for reading, from 9.3 on, to find it
// (9.3: pkg/api/annotations.go; 9.3/acl-vce0-eca0). From 11.0 on the permission is on the dashboard itself
// (grafana/grafana pull request 84787). Changing and deleting asks for the dashboard or the annotation, so that
// who holds them all needs no dashboard (11.0/acl-vce0-eca0), until the patches that close CVE-2026-28374.
func (q *question) rbacAnnotation(verb string) bool {
	it := q.t.item
	switch {
	case q.on("org") && verb != "create":
		return q.allowedOn(q.action)
	case it == nil:
		return q.allowedOn(q.action, "annotations:type:organization")
	case q.since("11.0"):
		return q.holdsItem(it, q.action) ||
			q.on("annotation") && (verb == "write" || verb == "delete") && q.annotationsByID() && q.allowedOn(q.action, "annotations:id:")
	case !q.allowedOn(q.action, "annotations:type:dashboard"):
		return false
	case verb == "read":
		return q.found(it, "dashboards:read")
	default:
		return q.rbacCanEdit(it, kindOf(it))
	}
}

// annotationsByID reports whether the release has CVE-2026-28374 (the record of it names the patches that close it).
func (q *question) annotationsByID() bool {
	return q.before("11.6.15") || q.within("12.0", "12.2.9") || q.within("12.3", "12.3.7") || q.within("12.4", "12.4.4")
}

// rbacLookup reports whether the session may look up the users of the org
// (9.3: pkg/api/api.go:322-334; 8.5/fgac-vce0-eca0). With a licence, only who reads them may (grafana/grafana issue
// 91401).
func (q *question) rbacLookup() bool {
	actions := []string{"org.users:read"}
	if q.since("9.0") && !licensed(q.w) {
		actions = append(actions, "teams.permissions:write", "folders.permissions:write", "dashboards.permissions:write")
	}
	return slices.ContainsFunc(actions, func(a string) bool { return q.allowedOn(a) })
}
