package merge

import (
	"bytes"
	"fmt"
	"maps"
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
	u.roles()
	u.assignments()
	u.basicRoles()
	before := write.PlanOf(u.Was, write.Options{Labels: u.wasLabels, Table: table})
	after := write.PlanOf(now, write.Options{Labels: u.nowLabels, Table: table, Layout: layout})
	u.written(before, after)
	u.change(before, after)
	u.mappings(after)
	if table != nil && !bytes.Equal(before.Tables[table.File], after.Tables[table.File]) {
		u.result.Files[table.File] = after.Tables[table.File]
	}
	for name, f := range u.files {
		if content := f.content(); f.changed && !f.is(content) {
			u.result.Files[name] = content
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
	// taken are the labels of assignments; nil until one is added.
	taken  map[string]bool
	result Result
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
		if name := u.nameOf(b); name != "" {
			there[name] = b
		}
	}
	stays := map[string]bool{}
	for _, b := range after.Blocks {
		name := u.nameOf(b)
		if name == "" {
			u.addAssignment(b)
			continue
		}
		stays[name] = true
		if was, ok := there[name]; ok {
			u.edit(name, was, b)
		} else {
			u.add(b)
		}
	}
	for _, b := range before.Blocks {
		if name := u.nameOf(b); name != "" && !stays[name] {
			u.remove(name, b)
		}
	}
}

// nameOf returns the type and label of a block that is updated, as it is declared if it is; empty for one that is
// not, and for an assignment that is new.
func (u *updater) nameOf(b write.Placed) string {
	switch {
	case b.Thing != nil, b.Type == string(schema.BasicRoleType):
		return b.Type + "." + b.Labels[0]
	case b.Assignment != nil && b.Assignment.At != nil:
		return b.Type + "." + b.Assignment.At.Addr.Label
	case b.Type == grafanaType:
		return grafanaType
	}
	return ""
}

const (
	grafanaType    = "grafana"
	mappingType    = "org_mapping"
	permissionType = "permission"
	assignmentType = schema.RoleAssignmentType
)

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
