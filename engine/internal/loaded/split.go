package loaded

import (
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/rolecall/rolecall/engine/internal/bundlefile"
	"github.com/rolecall/rolecall/engine/internal/canonical"
	"github.com/rolecall/rolecall/engine/internal/compiled"
	"github.com/rolecall/rolecall/engine/internal/policy"
	"github.com/rolecall/rolecall/internal/document"
)

// Members of the configuration that bundles of orgs have parts of.
const (
	orgsMember     = "orgs"
	compiledMember = "compiled"
	spellings      = "spellings"
	spellingsOf    = "spellings_of"
)

// An orgDocument is the document data.rolecall.world of the bundle of an org. Each map has
// the label of the org and nothing else.
type orgDocument struct {
	Compiled compiledOrgs `json:"compiled"`
	// Orgs has the org as the whole bundle has it.
	Orgs map[string]json.RawMessage `json:"orgs"`
	// Spellings are those of names of the org.
	Spellings map[string]map[string]string `json:"spellings_of"`
}

// compiledOrgs has the compiled.Part of orgs.
type compiledOrgs struct {
	Orgs map[string]json.RawMessage `json:"orgs"`
}

// orgRoots returns the roots of the bundle of an org.
func orgRoots(label string) []string {
	world := policy.Root + "/" + policy.World + "/"
	return []string{
		world + compiledMember + "/" + orgsMember + "/" + label,
		world + orgsMember + "/" + label,
		world + spellingsOf + "/" + label,
	}
}

// orgOf returns the label of the org of a bundle; empty for a bundle that is not of one org.
func orgOf(p *policy.Parts) string {
	label := path.Base((*p.Manifest.Roots)[0])
	if slices.Equal(*p.Manifest.Roots, orgRoots(label)) {
		return label
	}
	return ""
}

// serverRoots returns the roots of the bundle of all that belongs to no org: each package and
// each document below the root, and each member of the configuration.
func serverRoots(p *policy.Parts) ([]string, error) {
	roots := map[string]bool{}
	for _, m := range p.Modules {
		parts := strings.Split(m.Path, "/")
		if len(parts) < 3 {
			return nil, fmt.Errorf("the module %q is of the package %s itself, which bundles of orgs have parts of", m.Path, policy.Root)
		}
		roots[parts[0]+"/"+parts[1]] = true
	}
	for name := range p.Documents {
		if name != policy.World {
			roots[policy.Root+"/"+name] = true
		}
	}
	members, err := canonical.Members(p.Documents[policy.World])
	if err != nil {
		return nil, err
	}
	for _, m := range members {
		if m.Name == orgsMember || m.Name == compiledMember || m.Name == spellingsOf {
			return nil, fmt.Errorf("the member %q of the configuration is that of the orgs", m.Name)
		}
		roots[policy.Root+"/"+policy.World+"/"+m.Name] = true
	}
	sorted := make([]string, 0, len(roots))
	for root := range roots {
		sorted = append(sorted, root)
	}
	slices.Sort(sorted)
	return sorted, nil
}

// Split returns the parts of a split bundle by the names of their archives: one with the
// policies and all that belongs to no org, and one for each org. What an org declares
// changes that of the org alone.
func (c *Configuration) Split() (map[string]*policy.Parts, error) {
	whole, x := c.Parts(), c.Matcher.Index
	members, err := canonical.Members(whole.Documents[policy.World])
	if err != nil {
		return nil, err
	}
	server := map[string]json.RawMessage{}
	var orgs []canonical.Member
	for _, m := range members {
		switch m.Name {
		case compiledMember, spellings:
		case orgsMember:
			if orgs, err = canonical.Members(m.Value); err != nil {
				return nil, err
			}
		default:
			server[m.Name] = m.Value
		}
	}
	if own := serverSpellings(x.Data); len(own) > 0 {
		server[spellings] = canonical.Append(nil, own)
	}
	split := map[string]*policy.Parts{}
	folded := map[string]string{}
	for _, org := range orgs {
		name := bundlefile.OrgPart(org.Name)
		if other, ok := folded[strings.ToLower(name)]; ok {
			return nil, fmt.Errorf("the bundles of the orgs %q and %q would have the same name where case does not matter", other, org.Name)
		}
		folded[strings.ToLower(name)] = org.Name
		doc := orgDocument{
			Compiled:  compiledOrgs{map[string]json.RawMessage{org.Name: canonical.Append(nil, compiled.PartOf(x, x.Org(org.Name)))}},
			Orgs:      map[string]json.RawMessage{org.Name: org.Value},
			Spellings: map[string]map[string]string{org.Name: orgSpellings(x.Data, org.Name)},
		}
		split[name] = policy.NewPart(orgRoots(org.Name), nil, map[string][]byte{policy.World: canonical.Append(nil, doc)})
	}
	whole.Documents[policy.World] = canonical.Append(nil, server)
	roots, err := serverRoots(whole)
	if err != nil {
		return nil, err
	}
	split[bundlefile.ServerPart] = policy.NewPart(roots, whole.Modules, whole.Documents)
	return split, nil
}

// serverSpellings returns the spellings of names that belong to no org.
func serverSpellings(d *document.World) map[string]string {
	named := map[string]bool{}
	for name := range d.OrgIDs {
		named[name] = true
	}
	for name := range d.Logins {
		named[name] = true
	}
	mapped := map[string]bool{}
	for _, m := range d.OrgMappings {
		// A spelling is of the group as sessions have it, perhaps in lower case.
		mapped[m.Group], mapped[document.LowerCase(m.Group)] = true, true
	}
	own := map[string]string{}
	for other, name := range d.Spellings {
		// Only groups have other spellings than the decomposed one.
		if mapped[name] || named[name] && other == norm.NFD.String(name) {
			own[other] = name
		}
	}
	return own
}

// orgSpellings returns the spellings of names of an org.
func orgSpellings(d *document.World, label string) map[string]string {
	o := d.Orgs[label]
	own := map[string]string{}
	for other, name := range d.Spellings {
		_, ofTeam := o.Teams[name]
		_, ofKey := o.APIKeys[name]
		_, ofAccount := o.ServiceAccounts[name]
		_, ofGroup := o.Groups[name]
		decomposed := other == norm.NFD.String(name)
		if ofGroup || decomposed && (ofTeam || ofKey || ofAccount || hasToken(o, name)) {
			own[other] = name
		}
	}
	return own
}

func hasToken(o *document.Org, name string) bool {
	for _, m := range o.Members {
		if _, ok := m.Tokens[name]; ok {
			return true
		}
	}
	return false
}
