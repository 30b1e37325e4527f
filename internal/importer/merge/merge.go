package merge

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/internal/importer/write"
	"github.com/rolecall/rolecall/loader"
	"github.com/rolecall/rolecall/schema"
)

// A Result is the change of the files of a configuration.
type Result struct {
	// Files are the new contents of the changed files, by path. A nil content removes a file.
	Files map[string][]byte
	// Left has a text for each difference that has to be made by hand, with the reason.
	Left []string
}

// Update returns the change that makes a configuration declare the things of an Inventory. The World must be
// complete. Read returns the content of a file of the configuration that is not in HCL. The Inventory is
// completed by the declared parts that the source could not tell.
func Update(w *schema.World, now *inventory.Inventory, layout write.Layout,
	read func(name string) ([]byte, error)) (Result, error) {
	u := &updater{Pair: Match(w, now), world: w, files: map[string]*file{}}
	u.result.Files = map[string][]byte{}
	table, err := u.table(read)
	if err != nil {
		return Result{}, err
	}
	u.labels()
	before := write.PlanOf(u.Was, write.Options{Labels: u.wasLabels, Table: table})
	after := write.PlanOf(now, write.Options{Labels: u.nowLabels, Table: table, Layout: layout})
	u.change(before, after)
	u.compareRoles()
	if table != nil && !bytes.Equal(before.Tables[table.File], after.Tables[table.File]) {
		u.result.Files[table.File] = after.Tables[table.File]
	}
	for name, f := range u.files {
		if f.changed {
			u.result.Files[name] = f.content()
		}
	}
	return u.result, nil
}

// An updater updates one configuration.
type updater struct {
	*Pair
	world                *schema.World
	wasLabels, nowLabels write.Labels
	files                map[string]*file
	result               Result
}

// left notes a difference that is not made.
func (u *updater) left(format string, args ...any) {
	u.result.Left = append(u.result.Left, fmt.Sprintf(format, args...))
}

// labels gives the things that are in both their labels. Parts of now may refer to things of was, so
// that those have their labels there, too.
func (u *updater) labels() {
	u.wasLabels = write.Labels{}
	for t, d := range u.At {
		u.wasLabels[t] = d.Addr.Label
	}
	u.nowLabels = maps.Clone(u.wasLabels)
	for t, was := range u.Same {
		u.nowLabels[t] = u.wasLabels[was]
	}
}

// change makes the differences between two plans in the files.
func (u *updater) change(before, after *write.Plan) {
	there := map[string]write.Placed{}
	for _, b := range before.Blocks {
		if name := nameOf(b); name != "" {
			there[name] = b
		}
	}
	stays := map[string]bool{}
	for _, b := range after.Blocks {
		name := nameOf(b)
		if name == "" {
			continue
		}
		stays[name] = true
		if was, ok := there[name]; ok {
			u.edit(name, was.Block, b)
		} else {
			u.add(b)
		}
	}
	for _, b := range before.Blocks {
		if name := nameOf(b); name != "" && !stays[name] {
			u.remove(name)
		}
	}
	u.addMappings(after)
	u.addRoles(after)
}

// nameOf returns the type and label of a block that is updated; empty for one that is not.
func nameOf(b write.Placed) string {
	switch {
	case b.Thing != nil && b.Thing.Type() != schema.RoleType:
		return b.Type + "." + b.Labels[0]
	case b.Type == grafanaType:
		return grafanaType
	}
	return ""
}

const (
	grafanaType = "grafana"
	mappingType = "org_mapping"
)

// addMappings adds the org mappings that are missing. Declared mappings stay: a server does not tell the
// mappings of LDAP.
func (u *updater) addMappings(after *write.Plan) {
	for i, m := range u.Now.OrgMappings {
		isThere := func(was inventory.OrgMapping) bool {
			return was.Group == m.Group && was.Role == m.Role && orgName(was.Org) == orgName(m.Org)
		}
		if slices.ContainsFunc(u.Was.OrgMappings, isThere) {
			continue
		}
		n := 0
		for _, b := range after.Blocks {
			if b.Type == mappingType {
				if n == i {
					u.add(b)
				}
				n++
			}
		}
	}
}

func orgName(o *inventory.Org) string {
	if o == nil {
		return ""
	}
	return o.Name
}

// compareRoles notes custom roles and assignments that differ. Their scopes may be written as references,
// so that they are not changed here.
func (u *updater) compareRoles() {
	if !u.Now.Licensed {
		return
	}
	unlisted := map[inventory.Thing]bool{}
	for _, o := range u.Now.Orgs {
		unlisted[u.Same[o]] = o.Unlisted[schema.RoleType]
	}
	was := map[string][]inventory.Permission{}
	for _, r := range u.Was.Roles {
		was[r.UID] = r.Permissions
	}
	for _, r := range u.Now.Roles {
		before, ok := was[r.UID]
		delete(was, r.UID)
		if ok && len(r.Unread)+len(r.From) == 0 && !samePermissions(before, r.Permissions) {
			u.left("the role %q has other permissions in Grafana than in the configuration", r.UID)
		}
	}
	for _, r := range u.Was.Roles {
		_, gone := was[r.UID]
		if gone && (r.Org == nil && u.Now.AllUsers || r.Org != nil && !unlisted[r.Org]) {
			u.left("the role %q is not in Grafana", r.UID)
		}
	}
}

func samePermissions(a, b []inventory.Permission) bool {
	set := func(all []inventory.Permission) map[inventory.Permission]bool {
		in := map[inventory.Permission]bool{}
		for _, p := range all {
			in[p] = true
		}
		return in
	}
	return maps.Equal(set(a), set(b))
}

// isFormatted reports whether a file is in the canonical form.
func isFormatted(src []byte, name string) bool {
	out, diags := loader.Format(src, name)
	return !diags.HasErrors() && bytes.Equal(src, out)
}

// instance returns the label of a block and whether a label is that of an instance of it.
func instance(label string) (block string, isInstance bool) {
	block, _, isInstance = strings.Cut(label, "[")
	return block, isInstance
}
