package merge

import (
	"slices"

	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/internal/importer/write"
)

// SameMapping reports whether a declared org mapping and one of the source give the same role by the same group.
func (p *Pair) SameMapping(was, now inventory.OrgMapping) bool {
	if was.Group != now.Group || was.Role != now.Role || (was.Org == nil) != (now.Org == nil) {
		return false
	}
	return was.Org == nil || p.Same[now.Org] == inventory.Thing(was.Org)
}

// mappings adds the missing org mappings. If the source tells all, it removes the others.
func (u *updater) mappings(after *write.Plan) {
	var blocks []write.Placed
	for _, b := range after.Blocks {
		if b.Type == mappingType {
			blocks = append(blocks, b)
		}
	}
	for i, m := range u.Now.OrgMappings {
		isDeclared := func(was inventory.OrgMapping) bool { return u.SameMapping(was, m) }
		if !slices.ContainsFunc(u.Was.OrgMappings, isDeclared) {
			u.add(blocks[i])
		}
	}
	if u.Now.Settings.Unknown[mappingType] {
		return
	}
	for _, was := range u.Was.OrgMappings {
		isThere := func(m inventory.OrgMapping) bool { return u.SameMapping(was, m) }
		if !slices.ContainsFunc(u.Now.OrgMappings, isThere) {
			u.removeMapping(was)
		}
	}
}

// removeMapping removes the block of a mapping. Such blocks have no labels, so that their order tells them apart.
func (u *updater) removeMapping(m inventory.OrgMapping) {
	f := u.open(m.At.Filename)
	if f == nil {
		u.left("the org mapping of the group %q is not in Grafana: %s is in JSON; change it there", m.Group, m.At.Filename)
		return
	}
	before := 0
	for _, other := range u.world.OrgMappings {
		if other.Range.Filename == m.At.Filename && other.Range.Start.Byte < m.At.Start.Byte {
			before++
		}
	}
	if blocks := f.all(mappingType); before < len(blocks) {
		f.hcl.Body().RemoveBlock(blocks[before])
		f.changed = true
	}
}
