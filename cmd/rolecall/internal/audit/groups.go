package audit

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/zclconf/go-cty/cty"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/levels"
	"github.com/rolecall/rolecall/internal/printable"
	"github.com/rolecall/rolecall/schema"
)

// A group is a number of people.
type group struct {
	name  string
	users []*schema.User
	// org limits what counts to an org; nil for all orgs.
	org *schema.Org
}

// groups returns the page about groups of users: how many they are, and on how many resources
// somebody of them has each level.
func (r *reporting) groups() ([]Section, error) {
	if r.GroupBy == "" {
		return nil, nil
	}
	groups, err := r.grouping()
	if err != nil {
		return nil, err
	}
	s := Section{
		Title:   "By " + printable.Name(r.GroupBy),
		About:   "A group has a level on a resource if one of its users has it. The numbers count the resources with at least each level, lowest level first.",
		Table:   [][]string{{"group", "users", "of them enabled"}},
		Nothing: "There are no groups.",
	}
	for _, g := range groups {
		enabled := 0
		for _, u := range g.users {
			if !u.Disabled {
				enabled++
			}
		}
		s.Table = append(s.Table, []string{printable.Name(g.name), fmt.Sprint(len(g.users)), fmt.Sprint(enabled)})
	}
	types := map[string]bool{}
	for _, o := range r.Orgs {
		for _, t := range o.Tables {
			types[t.Type] = true
		}
	}
	for _, typ := range slices.Sorted(maps.Keys(types)) {
		r.countLevels(&s, groups, typ)
	}
	return []Section{s}, nil
}

// countLevels adds a column for a type of resources.
func (r *reporting) countLevels(s *Section, groups []group, typ string) {
	counts := make([][]int, len(groups))
	title := ""
	for i := range r.world.Orgs {
		org := r.world.Orgs[i]
		t := r.table(org.Addr.Label, typ)
		if t == nil {
			continue
		}
		var names []string
		for _, l := range t.Levels {
			names = append(names, l.Name)
		}
		title = fmt.Sprintf("%ss: %s", strings.ReplaceAll(typ, "_", " "), strings.Join(names, ", "))
		rows := t.Rows()
		for n, g := range groups {
			if g.org != nil && g.org != org {
				continue
			}
			if counts[n] == nil {
				counts[n] = make([]int, len(t.Levels))
			}
			for _, highest := range best(t, rows, g.users) {
				for l := levels.First; l <= highest; l++ {
					counts[n][l-levels.First]++
				}
			}
		}
	}
	s.Table[0] = append(s.Table[0], title)
	for n := range groups {
		s.Table[n+1] = append(s.Table[n+1], strings.Trim(fmt.Sprint(counts[n]), "[]"))
	}
}

// best returns the highest access that some of the users have, by resource.
func best(t *levels.Table, rows func(int) []levels.Access, users []*schema.User) []levels.Access {
	best := make([]levels.Access, len(t.Resources))
	for _, u := range users {
		n := t.Find(engine.Subject{Type: "user", ID: u.Login.Value})
		if n < 0 {
			continue
		}
		for i, a := range rows(n) {
			best[i] = max(best[i], a)
		}
	}
	return best
}

// grouping returns the groups, sorted by name. Users without one come last.
func (r *reporting) grouping() ([]group, error) {
	var groups []group
	switch r.GroupBy {
	case "org":
		for _, o := range r.world.Orgs {
			g := group{name: o.Addr.Label, org: o}
			for _, m := range o.Members {
				g.users = append(g.users, m.User.To)
			}
			groups = append(groups, g)
		}
		return groups, nil
	case "team":
		byLogin := map[string]*schema.User{}
		for _, u := range r.world.Users {
			byLogin[u.Login.Value] = u
		}
		for _, t := range r.world.Teams {
			g := group{name: t.Name.Value, org: t.Org}
			if len(r.world.Orgs) > 1 {
				g.name = t.Org.Addr.Label + "/" + g.name
			}
			for _, login := range r.membersOf(t) {
				g.users = append(g.users, byLogin[login])
			}
			groups = append(groups, g)
		}
		slices.SortFunc(groups, func(a, b group) int { return strings.Compare(a.name, b.name) })
		return groups, nil
	}
	return r.byValue()
}

// byValue groups users by a variable or local value that maps them to groups, or to objects
// with an attribute for the group.
func (r *reporting) byValue() ([]group, error) {
	value, attribute, err := r.valueOf(r.GroupBy)
	if err != nil {
		return nil, err
	}
	of := map[string]string{}
	for it := value.ElementIterator(); it.Next(); {
		key, v := it.Element()
		if attribute != "" && v.IsKnown() && !v.IsNull() {
			switch typ := v.Type(); {
			case typ.IsObjectType() && typ.HasAttribute(attribute):
				v = v.GetAttr(attribute)
			case typ.IsMapType() && v.HasIndex(cty.StringVal(attribute)).True():
				v = v.Index(cty.StringVal(attribute))
			default:
				continue
			}
		}
		if key.Type() != cty.String || !v.IsKnown() || v.IsNull() {
			continue
		}
		if v.Type() != cty.String {
			return nil, fmt.Errorf("--group-by takes a map of users to groups, and %s of %s is not a text",
				printable.Name(r.GroupBy), printable.Name(key.AsString()))
		}
		of[key.AsString()] = v.AsString()
	}
	members := map[string][]*schema.User{}
	var others []*schema.User
	for _, u := range r.world.Users {
		if name, ok := groupOf(of, u); ok {
			members[name] = append(members[name], u)
		} else {
			others = append(others, u)
		}
	}
	if len(members) == 0 {
		return nil, fmt.Errorf("--group-by takes a map of users to groups, and %s has no declared user as a key, by label or login", printable.Name(r.GroupBy))
	}
	var groups []group
	for _, name := range slices.Sorted(maps.Keys(members)) {
		groups = append(groups, group{name: name, users: members[name]})
	}
	if len(others) > 0 {
		groups = append(groups, group{name: "(none)", users: others})
	}
	return groups, nil
}

// groupOf finds the group of a user by the login, the label, or the key of an instance of
// for_each.
func groupOf(of map[string]string, u *schema.User) (string, bool) {
	keys := []string{u.Login.Value, u.Addr.Label}
	if _, key, ok := strings.Cut(strings.TrimSuffix(u.Addr.Label, `"]`), `["`); ok {
		keys = append(keys, key)
	}
	for _, key := range keys {
		if name, ok := of[key]; ok {
			return name, true
		}
	}
	return "", false
}

// valueOf returns the value that a name of --group-by means, NAME, var.NAME or local.NAME, and
// the attribute behind it.
func (r *reporting) valueOf(name string) (value cty.Value, attribute string, err error) {
	parts := strings.Split(name, ".")
	if parts[0] != "var" && parts[0] != "local" {
		parts = append([]string{"var"}, parts...)
	}
	if len(parts) == 3 {
		attribute = parts[2]
	}
	if len(parts) == 2 || len(parts) == 3 {
		value = r.world.Values[parts[0]+"."+parts[1]]
	}
	if value == cty.NilVal || value.IsNull() || !value.IsKnown() || !value.Type().IsMapType() &&
		!value.Type().IsObjectType() {
		return value, "", fmt.Errorf("--group-by takes team, org, or a variable or local value that maps users to groups, such as var.department or local.people.department; %s is none of them", printable.Name(name))
	}
	return value, attribute, nil
}
