package schema

import (
	"regexp"

	"github.com/hashicorp/hcl/v2"
)

// A Declaration is the common part of all things that labelled blocks declare.
type Declaration struct {
	Addr Addr
	// Org is the org that the thing is in. It is nil for users and orgs, for
	// global roles, and for role assignments in every org.
	Org *Org
	// Range is the first line of the block.
	Range hcl.Range
}

// Declared returns the declaration itself.
func (d *Declaration) Declared() *Declaration { return d }

// A Thing is a pointer to a thing that a labelled block declares: *Folder.
type Thing interface {
	Declared() *Declaration
	// GrafanaName returns the login, uid or name by which Grafana knows the
	// thing. It is never nil.
	GrafanaName() *Text
}

func (o *Org) GrafanaName() *Text            { return &o.Name }
func (u *User) GrafanaName() *Text           { return &u.Login }
func (t *Team) GrafanaName() *Text           { return &t.Name }
func (f *Folder) GrafanaName() *Text         { return &f.UID }
func (d *Dashboard) GrafanaName() *Text      { return &d.UID }
func (d *DataSource) GrafanaName() *Text     { return &d.UID }
func (k *APIKey) GrafanaName() *Text         { return &k.Name }
func (r *Role) GrafanaName() *Text           { return &r.UID }
func (a *ServiceAccount) GrafanaName() *Text { return &a.Name }

// Things yields all declared things that have a name in Grafana, by type, in the order
// of addresses.
func (w *World) Things(yield func(Thing) bool) {
	_ = each(w.Orgs, yield) && each(w.Users, yield) && each(w.Teams, yield) && each(w.Folders, yield) &&
		each(w.Dashboards, yield) && each(w.DataSources, yield) && each(w.APIKeys, yield) &&
		each(w.Roles, yield) && each(w.ServiceAccounts, yield)
}

func each[T Thing](things []T, yield func(Thing) bool) bool {
	for _, thing := range things {
		if !yield(thing) {
			return false
		}
	}
	return true
}

// uids are letters, digits, underscores and dashes (Grafana 8.0,
// pkg/services/dashboards/dashboard_service.go:83-110).
var uids = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

// IsUID reports whether a text can be the uid of a folder, a dashboard or a data source.
func IsUID(text string) bool { return uids.MatchString(text) }
