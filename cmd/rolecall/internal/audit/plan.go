package audit

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/levels"
	"github.com/rolecall/rolecall/internal/printable"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// plan returns the page for people who plan identity and access. Its questions are those of
// Grafana's page on planning an integration with an identity provider.
// The errors are those of the context and of the policies.
func (r *reporting) plan(ctx context.Context) ([]Section, error) {
	sync, err := r.sync(ctx)
	return []Section{r.whereUsersAre(), r.oneByOne(), r.redundant(), r.isolation(), r.systems(), r.roles(), sync}, err
}

func (r *reporting) whereUsersAre() Section {
	s := Section{Title: "Where are the users?"}
	orgs := map[*schema.User][]string{}
	for _, o := range r.world.Orgs {
		for _, m := range o.Members {
			orgs[m.User.To] = append(orgs[m.User.To], o.Addr.Label)
		}
	}
	var none, several, off []string
	for _, u := range r.world.Users {
		login := u.Login.Value
		switch len(orgs[u]) {
		case 0:
			none = append(none, login)
		case 1:
		default:
			several = append(several, login)
		}
		if u.Disabled {
			off = append(off, login)
		}
	}
	add := func(format string, args ...any) { s.Lines = append(s.Lines, Line{Text: fmt.Sprintf(format, args...)}) }
	add("%s of the server, %d of them disabled", output.Count(len(r.world.Users), "user", "users"), len(off))
	for _, o := range r.world.Orgs {
		s.Lines = append(s.Lines, r.line(o.Range, "org %s has %s", printable.Name(o.Addr.Label),
			output.Count(len(o.Members), "user", "users")))
	}
	if len(several) > 0 {
		add("%s in more than one org: %s", output.Count(len(several), "user is", "users are"), names(several))
	}
	if len(none) > 0 {
		add("%s in no org: %s", output.Count(len(none), "user is", "users are"), names(none))
	}
	without := map[*schema.Org]map[*schema.User]bool{}
	for _, t := range r.world.Teams {
		if without[t.Org] == nil {
			without[t.Org] = map[*schema.User]bool{}
		}
		for _, u := range slices.Concat(t.Members, t.Admins) {
			without[t.Org][u.To] = true
		}
	}
	for _, o := range r.world.Orgs {
		var alone []string
		for _, m := range o.Members {
			if !without[o][m.User.To] {
				alone = append(alone, m.User.To.Login.Value)
			}
		}
		if len(alone) > 0 {
			slices.Sort(alone)
			add("org %s: %s in no team: %s", printable.Name(o.Addr.Label), output.Count(len(alone), "user is", "users are"),
				names(alone))
		}
	}
	s.Lines = append(s.Lines, r.anonymous().Lines...)
	if r.world.Grafana.Anonymous == nil {
		add("anonymous access is off, so everybody must sign in")
	}
	return s
}

// A gift is what several users are given one by one.
type gift struct {
	org    *schema.Org
	level  string
	users  []*schema.User
	on     []string
	at     hcl.Range
	tables []target
}

// A target is a resource by its number in a table.
type target struct {
	table    *levels.Table
	resource int
}

// oneByOne lists what is given to users and not to teams, and the teams that could hold it.
func (r *reporting) oneByOne() Section {
	s := Section{
		Title:   "What is given to people one by one, and which team could hold it?",
		About:   "Users with the same level on the same things share a line. A team could hold what all its members have already; what others would gain is counted.",
		Nothing: "No list of permissions names a user.",
	}
	gifts := map[string]*gift{}
	for resource, p := range r.lists {
		byLevel := map[string][]schema.Entry{}
		for _, e := range p.Entries {
			if e.Holder.User != nil {
				byLevel[e.Level] = append(byLevel[e.Level], e)
			}
		}
		for level, entries := range byLevel {
			g := &gift{org: resource.Declared().Org, level: level, at: entries[0].Range}
			key := g.org.Addr.Label + "\x00" + level
			for _, e := range entries {
				g.users = append(g.users, e.Holder.User)
			}
			slices.SortFunc(g.users, func(a, b *schema.User) int { return strings.Compare(a.Login.Value, b.Login.Value) })
			for _, u := range g.users {
				key += "\x00" + u.Login.Value
			}
			if gifts[key] == nil {
				gifts[key] = g
			}
			g = gifts[key]
			g.on = append(g.on, string(resource.Declared().Addr.Type)+":"+resource.GrafanaName().Value)
			if before(entries[0].Range, g.at) {
				g.at = entries[0].Range
			}
			if t := r.target(resource); t.table != nil {
				g.tables = append(g.tables, t)
			}
		}
	}
	all := slices.SortedFunc(maps.Values(gifts), func(a, b *gift) int {
		return cmp.Or(len(b.users)*len(b.on)-len(a.users)*len(a.on), compareRanges(a.at, b.at))
	})
	for _, g := range all {
		slices.Sort(g.on)
		s.Lines = append(s.Lines, r.line(g.at, "org %s, %q for %s on %s: %s", printable.Name(g.org.Addr.Label), g.level,
			names(logins(g.users)), names(g.on), r.team(g)))
	}
	return s
}

// team tells which team could hold a gift.
func (r *reporting) team(g *gift) string {
	if len(g.users) == 1 {
		return "one user alone"
	}
	best, gain, named := (*schema.Team)(nil), 0, false
	for _, t := range r.world.Teams {
		if t.Org != g.org {
			continue
		}
		in := r.membersOf(t)
		lacks := func(u *schema.User) bool {
			_, has := slices.BinarySearch(in, u.Login.Value)
			return !has
		}
		if slices.ContainsFunc(g.users, lacks) {
			continue
		}
		gains := 0
		for _, login := range in {
			if r.gains(login, g) {
				gains++
			}
		}
		if !named || gains < gain {
			best, gain, named = t, gains, true
		}
	}
	switch {
	case !named:
		return "no team has them all"
	case gain == 0:
		return fmt.Sprintf("team %s could hold it, and nobody else would gain", printable.Name(best.Name.Value))
	}
	return fmt.Sprintf("team %s has them all, and %s would gain", printable.Name(best.Name.Value),
		output.Count(gain, "other user", "other users"))
}

// membersOf returns the logins of the members of a team, sorted. It asks the engine once.
func (r *reporting) membersOf(t *schema.Team) []string {
	in, known := r.members[t]
	if !known {
		for _, m := range r.view.Members(t.Org.Addr.Label, t.Name.Value) {
			in = append(in, m.ID)
		}
		r.members[t] = in
	}
	return in
}

// gains reports whether a user who is not given a gift would have more with it.
func (r *reporting) gains(login string, g *gift) bool {
	for _, t := range g.tables {
		n := t.table.Find(engine.Subject{Type: "user", ID: login})
		want := slices.IndexFunc(t.table.Levels, func(l levels.Level) bool { return l.Name == g.level })
		if n >= 0 && want >= 0 && t.table.Granted(n, t.resource)&t.table.Levels[want].Gives != t.table.Levels[want].Gives {
			return true
		}
	}
	return false
}

// redundant lists entries without which their user or team would have the same.
func (r *reporting) redundant() Section {
	s := Section{
		Title:   "Which entries give nothing?",
		About:   "A user has the same on the resource without the entry, by a team or a role.",
		Nothing: "Every entry of a user gives something.",
	}
	for resource, p := range r.lists {
		t := r.target(resource)
		if t.table == nil {
			continue
		}
		for _, e := range p.Entries {
			if e.Holder.User == nil {
				continue
			}
			self := "user:" + e.Holder.User.Login.Value
			n := t.table.Find(engine.Subject{Type: "user", ID: e.Holder.User.Login.Value})
			if n < 0 || !t.table.Subjects[n].Asks {
				continue
			}
			source := fmt.Sprintf("%s:%d", r.Path(e.Range.Filename), e.Range.Start.Line)
			var with, without levels.Set
			for _, g := range t.table.Grants(t.table.Subjects[n].Holders, t.resource) {
				with |= g.Gives
				if g.Source != source || t.table.Holders[g.Holder] != self {
					without |= g.Gives
				}
			}
			if with == without {
				s.Lines = append(s.Lines, r.line(e.Range, "%s has %s on %s:%s without the entry %q",
					printable.Name(e.Holder.User.Login.Value),
					t.table.Name(t.table.Of(without)), resource.Declared().Addr.Type, printable.Name(resource.GrafanaName().Value), e.Level))
			}
		}
	}
	return s
}

// lists yields everything with a list of permissions.
func (r *reporting) lists(yield func(schema.Thing, *schema.Permissions) bool) {
	for thing := range r.world.Things {
		var p *schema.Permissions
		switch thing := thing.(type) {
		case *schema.Folder:
			p = &thing.Permissions
		case *schema.Dashboard:
			p = &thing.Permissions
		case *schema.DataSource:
			p = &thing.Permissions
		case *schema.ServiceAccount:
			p = &thing.Permissions
		default:
			continue
		}
		if !yield(thing, p) {
			return
		}
	}
}

// target finds a resource in its table. It has no table if the release has no levels for it.
func (r *reporting) target(thing schema.Thing) target {
	t := r.table(thing.Declared().Org.Addr.Label, string(thing.Declared().Addr.Type))
	if t == nil {
		return target{}
	}
	n, ok := slices.BinarySearchFunc(t.Resources, thing.GrafanaName().Value,
		func(r levels.Resource, id string) int { return strings.Compare(r.ID, id) })
	if !ok {
		return target{}
	}
	return target{t, n}
}

// isolation tells what several orgs keep apart.
func (r *reporting) isolation() Section {
	s := Section{
		Title: "Do several orgs isolate anything that folders would not?",
		About: "Folders and lists of permissions keep people apart within an org. What everybody in an org has would be open to the users of the others in one org.",
	}
	if len(r.world.Orgs) < 2 {
		s.Nothing = "There is one org: folders, teams and lists of permissions isolate."
		return s
	}
	for i, o := range r.world.Orgs {
		label := printable.Name(o.Addr.Label)
		here, elsewhere := map[*schema.User]bool{}, map[*schema.User]bool{}
		for _, m := range o.Members {
			here[m.User.To] = true
		}
		shared := []string{}
		for _, other := range r.world.Orgs {
			for _, m := range other.Members {
				if other != o && !elsewhere[m.User.To] {
					elsewhere[m.User.To] = true
					if here[m.User.To] {
						shared = append(shared, m.User.To.Login.Value)
					}
				}
			}
		}
		slices.Sort(shared)
		s.Lines = append(s.Lines, r.line(o.Range, "org %s: %d of %s are in another org, too; %s in other orgs alone", label,
			len(shared), output.Count(len(o.Members), "user", "users"),
			output.Count(len(elsewhere)-len(shared), "user is", "users are")))
		for _, t := range r.Orgs[i].Tables {
			if open := openToAll(t); len(open) > 0 {
				s.Lines = append(s.Lines, r.line(o.Range, "org %s, %s: everybody in the org has at least %s on %d: %s", label,
					countOf(t, len(t.Resources)), t.Levels[0].Name, len(open), names(open)))
			} else {
				s.Lines = append(s.Lines, r.line(o.Range, "org %s, %s: lists keep people apart on all", label,
					countOf(t, len(t.Resources))))
			}
		}
	}
	return s
}

// openToAll returns the resources on which every user of the org who can ask has a level.
func openToAll(t *levels.Table) []string {
	var users []int
	for s := range t.Subjects {
		if subject := &t.Subjects[s]; subject.Member && subject.Asks && subject.Type == "user" {
			users = append(users, s)
		}
	}
	if len(users) == 0 {
		return nil
	}
	open := make([]bool, len(t.Resources))
	for n := range open {
		open[n] = true
	}
	rows := t.Rows()
	for _, s := range users {
		for n, access := range rows(s) {
			open[n] = open[n] && access >= levels.First
		}
	}
	var ids []string
	for n := range open {
		if open[n] {
			ids = append(ids, t.Resources[n].ID)
		}
	}
	return ids
}

// systems tells what programs sign in with, and for how long.
func (r *reporting) systems() Section {
	s := Section{Title: "Are there external systems?",
		About:   "The configuration does not have the age of accounts, keys and tokens, only their end.",
		Nothing: "There are no service accounts and no API keys."}
	counts := map[string][]string{}
	for _, m := range r.machines() {
		if m.what == "service account" && len(m.tokens) == 0 {
			counts["service accounts without a token"] = append(counts["service accounts without a token"], m.name)
		}
		for _, t := range m.tokens {
			state := r.ends(t)
			for _, end := range []string{"has expired", "ends soon", "never ends"} {
				if strings.HasPrefix(state, end) {
					key := "tokens and keys: " + end
					counts[key] = append(counts[key], m.name+"/"+t.Name.Value)
				}
			}
		}
	}
	for _, key := range slices.Sorted(maps.Keys(counts)) {
		s.Lines = append(s.Lines, Line{Text: fmt.Sprintf("%s: %d (%s)", key, len(counts[key]), names(counts[key]))})
	}
	s.Lines = append(s.Lines, r.accounts().Lines...)
	return s
}

// roles tells what only roles give, and levels and org roles do not.
func (r *reporting) roles() Section {
	s := Section{
		Title:   "Are roles needed, or do org roles and permissions on folders do?",
		About:   "An action is left to roles if no level of a list gives it, and no org role by itself.",
		Nothing: "No role is assigned: org roles and lists of permissions express everything.",
	}
	byLevel, byRole := map[string]bool{}, map[string]string{}
	for _, o := range r.Orgs {
		for _, t := range o.Tables {
			for action := range t.Permissions {
				byLevel[action] = true
			}
		}
	}
	for _, typ := range r.Defaults {
		for _, a := range typ.Actions {
			if slices.ContainsFunc(a.Roles, func(role string) bool {
				return slices.Contains(schema.OrgRoles, schema.OrgRole(role))
			}) {
				byRole[a.Action] = a.Default()
			}
		}
	}
	fixed := catalogue.Of(r.world.Grafana.Version).RolePermissions
	onlyRoles := map[string]bool{}
	for _, a := range r.world.RoleAssignments {
		given := map[string]bool{}
		name := a.Fixed
		if a.Role != nil {
			name = a.Role.UID.Value
			for _, p := range a.Role.Permissions {
				given[p.Action] = true
			}
		}
		for _, p := range fixed[a.Fixed] {
			given[p[0]] = true
		}
		var only, roles []string
		for _, action := range slices.Sorted(maps.Keys(given)) {
			switch {
			case byLevel[action]:
			case byRole[action] != "":
				roles = append(roles, fmt.Sprintf("%s (%s)", action, byRole[action]))
			default:
				only = append(only, action)
				onlyRoles[action] = true
			}
		}
		var holders []string
		for _, h := range a.Holders {
			holders = append(holders, strings.Trim(h.Holder.String(), `"`))
		}
		what := fmt.Sprintf("all %s are in levels of lists", output.Count(len(given), "action", "actions"))
		switch {
		case len(only) > 0:
			what = "only roles give " + names(only)
		case len(roles) > 0:
			what = "org roles give by default " + names(roles)
		}
		s.Lines = append(s.Lines, r.line(a.Range, "role %s for %s: %s", printable.Name(name), names(holders), what))
	}
	for _, b := range r.world.BasicRoles {
		s.Lines = append(s.Lines, r.line(b.Range, "the basic role %s gets %s and loses %s", b.Role,
			output.Count(len(b.Add), "permission", "permissions"), output.Count(len(b.Remove), "permission", "permissions")))
	}
	if len(s.Lines) > 0 {
		text := "no assigned role gives an action that levels and org roles do not give"
		if len(onlyRoles) > 0 {
			text = "roles are needed for " + names(slices.Sorted(maps.Keys(onlyRoles)))
		}
		s.Lines = append([]Line{{Text: text}}, s.Lines...)
	}
	return s
}

func logins(users []*schema.User) []string {
	var all []string
	for _, u := range users {
		all = append(all, u.Login.Value)
	}
	return all
}

func before(a, b hcl.Range) bool { return compareRanges(a, b) < 0 }

func compareRanges(a, b hcl.Range) int {
	return cmp.Or(strings.Compare(a.Filename, b.Filename), a.Start.Byte-b.Start.Byte)
}
