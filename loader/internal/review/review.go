package review

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/internal/scopes"
	"github.com/rolecall/rolecall/loader/internal/diag"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// A reviewer warns about probable mistakes.
type reviewer struct {
	diag.List
	world *schema.World
	// members are the users with a role in an org.
	members map[membership]bool
}

// World returns warnings about probable mistakes in a configuration without errors.
func World(w *schema.World) hcl.Diagnostics {
	r := &reviewer{world: w, members: map[membership]bool{}}
	for _, org := range w.Orgs {
		for _, m := range org.Members {
			r.members[membership{m.User.To, org}] = true
		}
	}
	r.reviewPermissions()
	r.reviewNames()
	r.reviewTeams()
	r.reviewRoles()
	return r.Diags
}

// An entryPlace is a thing with a list of permissions.
type entryPlace struct {
	addr        schema.Addr
	org         *schema.Org
	permissions schema.Permissions
	at          hcl.Range
}

func (r *reviewer) reviewPermissions() {
	for _, f := range r.world.Folders {
		r.About(f.Addr)
		if r.disregards(f) {
			continue // there is a warning already
		}
		place := entryPlace{f.Addr, f.Org, f.Permissions, f.Range}
		r.reviewEntries(place, f.Parent)
		switch {
		case f.Parent == nil:
			r.reviewEmptied(place)
		case f.Permissions.Default && !f.Permissions.DefaultRange.Empty() && f.CreatedBy == nil:
			r.Warn("Default permissions without effect", fmt.Sprintf("%s is in %s, and Grafana makes a folder in another without permissions of its own. Leave default_permissions out.", f.Addr, f.Parent.Addr), f.Permissions.DefaultRange)
		}
	}
	for _, d := range r.world.Dashboards {
		r.About(d.Addr)
		place := entryPlace{d.Addr, d.Org, d.Permissions, d.Range}
		r.reviewEntries(place, d.Folder)
		if d.Folder == nil {
			r.reviewEmptied(place)
		}
	}
	for _, s := range r.world.DataSources {
		r.About(s.Addr)
		r.reviewEntries(entryPlace{s.Addr, s.Org, s.Permissions, s.Range}, nil)
	}
	for _, a := range r.world.ServiceAccounts {
		r.About(a.Addr)
		r.reviewEntries(entryPlace{a.Addr, a.Org, a.Permissions, a.Range}, nil)
	}
}

// disregards reports whether Grafana disregards the permissions of a folder.
func (r *reviewer) disregards(f *schema.Folder) bool {
	return catalogue.Disregards(&r.world.Grafana, scopes.Of(catalogue.Scope("folder"), f.UID.Value))
}

// reviewEmptied warns about a list without entries, of something that is in no folder:
// what is in one has the permissions of the folder, too.
func (r *reviewer) reviewEmptied(p entryPlace) {
	if p.permissions.Default || len(p.permissions.Entries) > 0 {
		return
	}
	at := p.permissions.DefaultRange
	if at.Empty() {
		at = p.at
	}
	r.Warn("Emptied permissions", fmt.Sprintf("Nobody has a permission on %s: only org Admins can open it.", p.addr), at)
}

// reviewEntries warns about entries of a place. The folder is nil for a place at the
// top.
func (r *reviewer) reviewEntries(p entryPlace, folder *schema.Folder) {
	for _, e := range p.permissions.Entries {
		r.reviewHolder(e.Holder, p.org, e.Range)
		if by, level, at := r.givenBy(folder, e.Holder); by != nil && rank(level) >= rank(e.Level) {
			detail := fmt.Sprintf("%s gives %s to %s already", by.Addr, level, holder(e.Holder))
			if !at.Empty() {
				detail += ", at " + diag.Place(at)
			}
			r.Warn("Permission without effect", fmt.Sprintf("%s, and a permission on %s can only add to that: %s has no effect.", detail, p.addr, e.Level), e.Range)
			if !at.Empty() {
				r.Also(at)
			}
		}
	}
}

// givenBy returns the highest level that a holder has through a folder or the folders
// above it, and the folder that gives it; nil if none does. The range is empty for
// default permissions.
func (r *reviewer) givenBy(folder *schema.Folder, to schema.Holder) (by *schema.Folder, level string, at hcl.Range) {
	for f := folder; f != nil; f = f.Parent {
		if r.disregards(f) {
			continue
		}
		// A folder in another folder is created without permissions of its own.
		asCreated := catalogue.Of(r.world.Grafana.KnownVersion()).AsCreated[to.Role]
		if f.Permissions.Default && f.Parent == nil && rank(asCreated) > rank(level) {
			by, level, at = f, asCreated, hcl.Range{}
		}
		for _, e := range f.Permissions.Entries {
			if e.Holder == to && rank(e.Level) > rank(level) {
				by, level, at = f, e.Level, e.Range
			}
		}
	}
	return by, level, at
}

// holder returns a holder as it stands inside a sentence.
func holder(h schema.Holder) string {
	if h.Role != "" {
		return "the role " + string(h.Role)
	}
	return h.String()
}

// rank returns the position of a level of a folder or dashboard, from 0 for the lowest. It
// returns -1 for an unknown level.
func rank(level string) int { return slices.Index(catalogue.Levels("folder"), level) }

// reviewHolder warns about a holder that cannot use a permission in an org; nil for
// every org.
func (r *reviewer) reviewHolder(h schema.Holder, org *schema.Org, at hcl.Range) {
	switch {
	case h.User != nil && h.User.Disabled:
		r.Warn("Permission for a disabled user", fmt.Sprintf("%s is disabled, at %s, and has no permissions.", h.User.Addr, diag.Place(h.User.Range)), at)
		r.Also(h.User.Range)
	case h.ServiceAccount != nil && h.ServiceAccount.Disabled:
		r.Warn("Permission for a disabled service account", fmt.Sprintf("%s is disabled, at %s, and has no permissions.", h.ServiceAccount.Addr, diag.Place(h.ServiceAccount.Range)), at)
		r.Also(h.ServiceAccount.Range)
	case h.User != nil && org != nil && !r.joins(h.User, org):
		r.Warn("Permission for a user outside the org", fmt.Sprintf("%s has no role in %s, so the permission cannot be used.", h.User.Addr, org.Addr), at)
	}
}

// joins reports whether a user is in an org, or org sync may add the user.
func (r *reviewer) joins(user *schema.User, org *schema.Org) bool {
	return r.members[membership{user, org}] ||
		slices.ContainsFunc(r.world.OrgMappings, func(m *schema.OrgMapping) bool { return m.Org == nil || m.Org == org })
}

// A membership is a user in an org.
type membership struct {
	user *schema.User
	org  *schema.Org
}

func (r *reviewer) reviewTeams() {
	for _, t := range r.world.Teams {
		r.About(t.Addr)
		if len(t.Members)+len(t.Admins)+len(t.ExternalGroups) == 0 && t.CreatedBy == nil {
			r.Warn("Team without members", fmt.Sprintf("Nobody is in %s, so its permissions have no effect.", t.Addr), t.Range)
		}
		for _, users := range [][]schema.Ref[schema.User]{t.Members, t.Admins} {
			for _, user := range users {
				if t.Org != nil && !r.joins(user.To, t.Org) {
					r.Warn("Team member outside the org", fmt.Sprintf("%s has no role in %s, so %s gives nothing to this member.", user.To.Addr, t.Org.Addr, t.Addr), user.Range)
				}
			}
		}
	}
}

func (r *reviewer) reviewRoles() {
	used := map[*schema.Role]bool{}
	for _, a := range r.world.RoleAssignments {
		r.About(a.Addr)
		used[a.Role] = true
		if len(a.Holders) == 0 {
			r.Warn("Role assigned to nobody", "This assignment names no holder. Add one, or take the block out.", a.Range)
		}
		for _, h := range a.Holders {
			r.reviewHolder(h.Holder, a.Org, h.Range)
			if version := r.world.Grafana.KnownVersion(); h.Holder.Role != "" && !catalogue.Of(version).BasicAssignments {
				r.Warn("Superseded assignment", fmt.Sprintf("Grafana %s does not assign roles to basic roles: change this one by a block basic_role %q.", version, h.Holder.Role), h.Range)
			}
		}
	}
	for _, role := range r.world.Roles {
		r.About(role.Addr)
		if len(role.Permissions) == 0 {
			r.Warn("Role without permissions", fmt.Sprintf("%s holds nothing.", role.Addr), role.Range)
		}
		if !used[role] {
			r.Warn("Unused role", fmt.Sprintf("No role_assignment gives %s to anybody.", role.Addr), role.Range)
		}
	}
}

// Notices returns the warnings about a configuration without errors that do not follow from
// its files alone: about keys and tokens that have expired at a time, and about the security
// holes of the server.
func Notices(w *schema.World, now time.Time) hcl.Diagnostics {
	var l diag.List
	expired := func(summary, detail string, expires time.Time, at hcl.Range) {
		if !expires.IsZero() && !now.Before(expires) {
			l.Warn(summary, detail+" has expired, and is refused.", at)
		}
	}
	if holes := openHoles(w.Grafana.Declared); len(holes) > 0 {
		l.Warn("Security hole of the server", fmt.Sprintf("Grafana %s lets subjects do what it is meant to deny: %s. Upgrade the server, or write the patch release that runs.", w.Grafana.Declared, strings.Join(holes, "; ")), w.Grafana.VersionRange)
	}
	for _, k := range w.APIKeys {
		l.About(k.Addr)
		expired("Expired API key", k.Addr.String(), k.Expires, k.ExpiresRange)
	}
	for _, a := range w.ServiceAccounts {
		l.About(a.Addr)
		for _, t := range a.Tokens {
			expired("Expired token", fmt.Sprintf("The token %q of %s", t.Name.Value, a.Addr), t.Expires, t.ExpiresRange)
		}
	}
	return diag.Printed(diag.Distinct(l.Diags))
}

// openHoles returns a line about each security hole of a version.
func openHoles(v schema.Version) []string {
	var lines []string
	holes := catalogue.Holes()
	for _, name := range slices.Sorted(maps.Keys(holes)) {
		hole := holes[name]
		span, open := hole.In(v)
		if !open {
			continue
		}
		rolecall := "denies"
		if v.Before(hole.AllowedUntil) {
			rolecall = "allows"
		}
		lines = append(lines, fmt.Sprintf("%s, which rolecall %s (%s, closed by %s)", hole.Opens, rolecall, hole.Number, span.ClosedBy))
	}
	return lines
}
