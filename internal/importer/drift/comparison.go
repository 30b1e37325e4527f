package drift

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"golang.org/x/text/unicode/norm"

	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/internal/importer/merge"
	"github.com/rolecall/rolecall/internal/importer/write"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// A Comparison is a configuration beside a Grafana.
type Comparison struct {
	// Files are those of a configuration that declares the things of the Grafana, by path.
	Files map[string][]byte

	// called is the source in a sentence: "Grafana".
	called string
	here   *schema.World
	pair   *merge.Pair
	// there has the things of the Grafana, completed. Its pointers are to its own things alone.
	there *inventory.Inventory
	// same has the declared thing that is the same as one of there, and its inverse those of there.
	same, inverse map[inventory.Thing]inventory.Thing
	// blocks are where the blocks of Files begin, in the order of lines.
	blocks map[string][]block
	// renamed are the things that have another name in Grafana.
	renamed []Difference
}

// Of compares a configuration with the things that a source told, which it changes. The World must be
// complete. The source is called so in the texts of differences, as in "Grafana" or "the project".
func Of(w *schema.World, read *inventory.Inventory, called string) *Comparison {
	compose(w, read)
	c := &Comparison{called: called, here: w, pair: merge.Match(w, read)}
	c.rename()
	c.roles()
	c.mappings()
	c.there, c.same = detached(c.pair)
	c.inverse = map[inventory.Thing]inventory.Thing{}
	for there, here := range c.same {
		c.inverse[here] = there
	}
	c.there.Settings.MaxFolderDepth = depth(c.there)
	c.there.Sort()
	c.write(write.PlanOf(c.there, write.Options{Labels: c.labels()}))
	return c
}

// Place returns where the thing is declared that a line of Files is about; empty for a thing that is not
// declared, or a line of none.
func (c *Comparison) Place(file string, line int) hcl.Range {
	blocks := c.blocks[file]
	next := slices.IndexFunc(blocks, func(b block) bool { return b.line > line })
	if next < 0 {
		next = len(blocks)
	}
	if next == 0 {
		return hcl.Range{}
	}
	if d := c.pair.At[c.same[blocks[next-1].thing]]; d != nil {
		return d.Range
	}
	return hcl.Range{}
}

// compose spells names as the loader does: in composed characters, and a login as it is declared.
func compose(w *schema.World, read *inventory.Inventory) {
	logins := map[string]string{}
	for _, u := range w.Users {
		logins[strings.ToLower(u.Login.Value)] = u.Login.Value
	}
	for _, o := range read.Orgs {
		o.Name = norm.NFC.String(o.Name)
	}
	for _, u := range read.Users {
		u.Login = norm.NFC.String(u.Login)
		if declared := logins[strings.ToLower(u.Login)]; declared != "" {
			u.Login = declared
		}
	}
	for _, t := range read.Teams {
		t.Name = norm.NFC.String(t.Name)
	}
	for _, a := range read.ServiceAccounts {
		a.Name = norm.NFC.String(a.Name)
	}
	for _, k := range read.APIKeys {
		k.Name = norm.NFC.String(k.Name)
	}
}

// rename gives the things that are in both the names of the configuration. A user with another login is
// another subject, so that its email alone makes it no declared one.
func (c *Comparison) rename() {
	for now, was := range c.pair.Same {
		name := now.GrafanaName()
		if name == was.GrafanaName() {
			continue
		}
		d := Difference{Type: was.Type(), Name: was.GrafanaName(), Range: c.pair.At[was].Range}
		if org := was.In(); org != nil {
			d.Org = org.Name
		}
		switch now := now.(type) {
		case *inventory.Org:
			now.Name = was.GrafanaName()
			d.Text = "is called " + quote(name) + " in " + c.called
		case *inventory.Team:
			now.Name = was.GrafanaName()
			d.Text = "is called " + quote(name) + " in " + c.called
		case *inventory.User:
			delete(c.pair.Same, now)
			d.Text = "has the email of the user " + quote(name) + " in " + c.called
		}
		c.renamed = append(c.renamed, d)
	}
}

// roles takes the parts about roles that the source could not tell from the configuration.
func (c *Comparison) roles() {
	was, now := c.pair.Was, c.pair.Now
	if len(now.BasicRoles) == 0 {
		now.BasicRoles = was.BasicRoles
	}
	kept, added := c.pair.Assigned()
	now.Assignments = append(kept, added...)
}

// mappings adds the declared org mappings to those of the source, where it may not tell all.
func (c *Comparison) mappings() {
	was, now := c.pair.Was, c.pair.Now
	var all []inventory.OrgMapping
	for _, m := range was.OrgMappings {
		isThere := func(n inventory.OrgMapping) bool { return c.pair.SameMapping(m, n) }
		if now.Settings.Unknown["org_mapping"] || slices.ContainsFunc(now.OrgMappings, isThere) {
			all = append(all, m)
		}
	}
	for _, m := range now.OrgMappings {
		isDeclared := func(d inventory.OrgMapping) bool { return c.pair.SameMapping(d, m) }
		if !slices.ContainsFunc(was.OrgMappings, isDeclared) {
			all = append(all, m)
		}
	}
	now.OrgMappings = all
}

// depth returns the setting that the folders take; 0 if the default of the release is enough.
func depth(i *inventory.Inventory) int {
	deepest := 0
	for _, f := range i.Folders {
		above := 0
		for at := f.Parent; at != nil && above <= len(i.Folders); at = at.Parent {
			above++
		}
		deepest = max(deepest, above)
	}
	if deepest <= catalogue.Of(i.Settings.Version.Release()).FolderDepth.Default {
		return 0
	}
	return deepest
}
