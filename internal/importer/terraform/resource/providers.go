package resource

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A Provider is a configuration of the provider: the Grafana, and how to sign in there.
type Provider struct {
	// URL is the address of the Grafana, which is empty if the environment gives it. Known reports whether the source
	// tells it.
	URL    string
	Known  bool
	SignIn SignIn
}

// isSame reports whether two configurations are known to be of one Grafana.
func (a Provider) isSame(b Provider) bool {
	return a.Known && b.Known && strings.TrimRight(a.URL, "/") == strings.TrimRight(b.URL, "/")
}

// Only keeps the resources of one Grafana: that of the configuration of the provider with an alias, or, if the alias is
// nil, of the one without alias. Configurations with the same address are of one Grafana. Those of another one, and
// those that may be of another one, are left out with a note. It returns an error for an alias that is not used.
func (p *Project) Only(alias *string) error {
	var used []string
	for _, r := range p.Resources {
		if !slices.Contains(used, r.Provider) {
			used = append(used, r.Provider)
		}
	}
	slices.Sort(used)
	if len(used) == 0 || len(used) == 1 && alias == nil {
		return nil
	}
	chosen := used[0]
	if alias != nil {
		if chosen = *alias; !slices.Contains(used, chosen) {
			return fmt.Errorf("the project has nothing of the provider %s: its providers are %s",
				configuration(chosen), strings.Join(configurations(used), ", "))
		}
		if own, told := p.Providers[chosen]; told {
			p.SignIn = own.SignIn
		}
	}
	of, told := p.Providers[chosen]
	for _, other := range used {
		own, otherTold := p.Providers[other]
		switch {
		case other == chosen || of.isSame(own):
			continue
		case !told && !otherTold && alias == nil && !p.collides(chosen, other):
			// The file of a state tells no address.
			p.Notes = append(p.Notes, Note{
				What: fmt.Sprintf("whether the providers %s and %s are of one Grafana",
					configuration(chosen), configuration(other)),
				Why: "The state does not tell it (--provider reads one alone).",
			})
			continue
		}
		p.leave(other, chosen)
	}
	return nil
}

// leave takes the resources of a configuration of the provider out.
func (p *Project) leave(other, chosen string) {
	before := len(p.Resources)
	p.Resources = slices.DeleteFunc(p.Resources, func(r *Resource) bool { return r.Provider == other })
	p.Notes = append(p.Notes, Note{
		What: fmt.Sprintf("the %d resources of the provider %s", before-len(p.Resources), configuration(other)),
		Why: fmt.Sprintf("They are not known to be of the same Grafana as those of %s (--provider chooses).",
			configuration(chosen)),
	})
}

// collides reports whether two configurations have a thing with the same id, which no Grafana has.
func (p *Project) collides(a, b string) bool {
	seen := map[string]string{}
	for _, r := range p.Resources {
		id, _ := r.Text("id")
		if id == "" || r.Data || r.Provider != a && r.Provider != b {
			continue
		}
		key := r.Type + " " + id
		if at, ok := seen[key]; ok && at != r.Provider {
			return true
		}
		seen[key] = r.Provider
	}
	return false
}

// configuration returns a configuration of the provider as it is written: grafana.prod.
func configuration(alias string) string {
	if alias == "" {
		return "grafana"
	}
	return "grafana." + alias
}

func configurations(aliases []string) []string {
	all := make([]string, len(aliases))
	for i, alias := range aliases {
		all[i] = strconv.Quote(configuration(alias))
	}
	return all
}

// AliasOf returns the alias of a configuration of the provider as it is written: prod of grafana.prod.
func AliasOf(configuration string) string {
	_, alias, _ := strings.Cut(configuration, ".")
	return alias
}
