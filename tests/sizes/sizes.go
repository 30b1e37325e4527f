// Package sizes makes configurations of the sizes that rolecall is designed
// for, for benchmarks and tests: believable ones, with users spread over orgs,
// teams of people of one org, and folders and dashboards of which some have
// permissions of their own. The same size, seed and version give the same
// bytes.
package sizes

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing/fstest"
)

// A Size is how much a configuration declares.
type Size struct {
	Name                                    string
	Orgs, Users, Teams, Folders, Dashboards int
	// Careless makes permissions without effect, and permissions for disabled users.
	Careless bool
}

// The sizes to design for.
var (
	S  = Size{Name: "S", Orgs: 1, Users: 20, Teams: 5, Folders: 10, Dashboards: 40}
	M  = Size{Name: "M", Orgs: 2, Users: 1_000, Teams: 60, Folders: 300, Dashboards: 3_000}
	L  = Size{Name: "L", Orgs: 4, Users: 20_000, Teams: 800, Folders: 6_000, Dashboards: 60_000}
	XL = Size{Name: "XL", Orgs: 8, Users: 100_000, Teams: 5_000, Folders: 30_000}
)

// Warned returns a size whose configurations load with warnings: one for about every
// second dashboard.
func Warned(size Size) Size {
	size.Name, size.Careless = size.Name+" with warnings", true
	return size
}

// Sizes are all sizes, smallest first.
var Sizes = []Size{S, M, L, XL}

// depth is how deep folders lie in each other from Grafana 13 on.
const depth = 3

// perFile is how many blocks a file has at most.
const perFile = 1_000

// Generate makes a configuration for a version of Grafana, such as "8.0". It
// loads without diagnostics, unless the size is Careless: then it loads with
// warnings. os.CopyFS writes it to a folder. The folders of version
// 13 nest, most of them three deep, and machines have service accounts there instead
// of API keys.
func Generate(size Size, seed uint64, version string) fstest.MapFS {
	g := &generator{
		rand:   rand.New(rand.NewPCG(seed, 0)),
		size:   size,
		files:  fstest.MapFS{},
		nested: version == "13.3",

		disabled: map[int]bool{},
	}
	g.write("grafana.hcl", fmt.Sprintf("grafana {\n  version = %q\n}\n", version))
	g.users()
	g.orgs()
	g.teams()
	g.folders()
	g.dashboards()
	return g.files
}

type generator struct {
	rand  *rand.Rand
	size  Size
	files fstest.MapFS

	logins  []string
	members [][]int // users of each org
	teamsOf [][]int // teams of each org
	foldOf  []int   // org of each folder
	nested  bool    // folders lie in folders, and there are no API keys
	depths  []int   // how many folders each folder lies in
	// disabled are users, and gives has the levels that each folder gives with those
	// above it, by holder.
	disabled map[int]bool
	gives    []map[string]int
	b        bytes.Buffer
}

var (
	firsts = strings.Fields("ada alan anita barbara carol dana dennis donald edsger eve frances grace hedy ivan jean john karen ken leslie linus mallory margaret niklaus oscar peggy radia rob sophie tim vic victor walter")
	lasts  = strings.Fields("allen backus bartik berners brooks clarke codd dijkstra engelbart floyd goldberg hamilton hoare hopper johnson kay kernighan knuth lamport liskov lovelace mccarthy minsky naur perlis perlman pike ritchie shannon thompson turing wirth")
	areas  = strings.Fields("billing checkout identity inventory ledger logistics mobile network payments platform pricing reporting search security shipping storage support web")
	kinds  = strings.Fields("alerts capacity costs errors latency overview saturation slo throughput traffic")
	stages = strings.Fields("production staging testing sandbox")
)

func pick[T any](g *generator, from []T) T { return from[g.rand.IntN(len(from))] }

// chance is true p times of a hundred.
func (g *generator) chance(p int) bool { return g.rand.IntN(100) < p }

func (g *generator) write(name, content string) {
	g.files[name] = &fstest.MapFile{Data: []byte(content), Mode: 0o644}
}

// flush writes what has been put together as a file.
func (g *generator) flush(name string) {
	if g.b.Len() > 0 {
		g.write(name, g.b.String())
		g.b.Reset()
	}
}

func (g *generator) f(format string, args ...any) { fmt.Fprintf(&g.b, format, args...) }

func (g *generator) user(i int) string   { return "user." + g.logins[i] }
func (g *generator) team(i int) string   { return fmt.Sprintf("team.team_%d", i) }
func (g *generator) folder(i int) string { return fmt.Sprintf("folder.folder_%d", i) }
func (g *generator) org(i int) string    { return fmt.Sprintf("org.org_%d", i) }

func (g *generator) users() {
	g.members = make([][]int, g.size.Orgs)
	for i := range g.size.Users {
		first, last := pick(g, firsts), pick(g, lasts)
		login := fmt.Sprintf("%s_%s_%d", first, last, i)
		g.logins = append(g.logins, login)
		g.f("user %q {\n  email = \"%s.%s.%d@example.com\"\n", login, first, last, i)
		g.f("  name  = \"%s %s\"\n", upper(first), upper(last))
		if i%5_000 == 0 {
			g.f("  grafana_admin = true\n")
		}
		if g.chance(2) {
			g.f("  disabled = true\n")
			g.disabled[i] = true
		}
		g.f("}\n\n")
		home := g.rand.IntN(g.size.Orgs)
		g.members[home] = append(g.members[home], i)
		if other := g.rand.IntN(g.size.Orgs); other != home && g.chance(8) {
			g.members[other] = append(g.members[other], i)
		}
		if (i+1)%perFile == 0 || i+1 == g.size.Users {
			g.flush(fmt.Sprintf("users/users_%03d.hcl", i/perFile))
		}
	}
}

func (g *generator) orgs() {
	for org := range g.size.Orgs {
		g.f("org \"org_%d\" {\n  name = \"Org %d\"\n", org, org)
		roles := [3][]int{}
		for _, user := range g.members[org] {
			switch n := g.rand.IntN(100); {
			case n < 2:
				roles[0] = append(roles[0], user)
			case n < 30:
				roles[1] = append(roles[1], user)
			default:
				roles[2] = append(roles[2], user)
			}
		}
		for i, name := range []string{"admins", "editors", "viewers"} {
			g.f("  %s = [\n", name)
			for _, user := range roles[i] {
				g.f("    %s,\n", g.user(user))
			}
			g.f("  ]\n")
		}
		g.f("}\n\n")
		for i, stage := range stages[:2] {
			g.f("data_source \"prometheus_%d_%s\" {\n  org = %s\n}\n\n", org, stage, g.org(org))
			machine := "api_key"
			if g.nested {
				machine = "service_account"
			}
			g.f("%s \"robot_%d_%s\" {\n  org  = %s\n  role = %q\n}\n\n", machine, org, stage, g.org(org), []string{"Viewer", "Editor"}[i])
		}
		g.flush(fmt.Sprintf("orgs/org_%d.hcl", org))
	}
}

func (g *generator) teams() {
	g.teamsOf = make([][]int, g.size.Orgs)
	for i := range g.size.Teams {
		org := i % g.size.Orgs
		g.teamsOf[org] = append(g.teamsOf[org], i)
		// Names of teams are unique in the org.
		g.f("team \"team_%d\" {\n  org  = %s\n  name = \"%s %d\"\n", i, g.org(org), upper(pick(g, areas)), i)
		people := g.sample(g.members[org], 2+g.rand.IntN(40))
		admins := min(len(people), 1+g.rand.IntN(2))
		g.f("  admins = [%s]\n", g.list(people[:admins], g.user))
		if len(people) > admins {
			g.f("  members = [\n")
			for _, user := range people[admins:] {
				g.f("    %s,\n", g.user(user))
			}
			g.f("  ]\n")
		}
		if g.chance(20) {
			g.f("  external_groups = [\"cn=team-%d,ou=groups,dc=example\"]\n", i)
		}
		g.f("}\n\n")
		if (i+1)%perFile == 0 || i+1 == g.size.Teams {
			g.flush(fmt.Sprintf("teams/teams_%03d.hcl", i/perFile))
		}
	}
}

func (g *generator) folders() {
	for i := range g.size.Folders {
		org := i % g.size.Orgs
		g.foldOf = append(g.foldOf, org)
		g.f("folder \"folder_%d\" {\n  org   = %s\n  title = \"%s %s %d\"\n", i, g.org(org), upper(pick(g, areas)), pick(g, stages), i)
		if g.chance(10) {
			g.f("  created_by = %s\n", g.user(pick(g, g.members[org])))
		}
		above := -1
		if g.nested {
			above = g.parent(i)
		}
		var given map[string]int
		if above >= 0 {
			given = g.gives[above]
		}
		written := false
		if g.chance(60) {
			given, written = g.permissions(org, given)
		}
		if !written && above < 0 {
			given = map[string]int{"Viewer": view, "Editor": edit} // as a folder is created
		}
		g.gives = append(g.gives, given)
		g.f("}\n\n")
		if (i+1)%perFile == 0 || i+1 == g.size.Folders {
			g.flush(fmt.Sprintf("folders/folders_%03d.hcl", i/perFile))
		}
	}
}

// parent puts a folder into an earlier one of its org, which it returns: one in ten stays
// at the top, for -1.
func (g *generator) parent(i int) int {
	above, in := 0, -1
	if earlier := i / g.size.Orgs; earlier > 0 && !g.chance(10) {
		// Half of the earlier ones are deep already, so a few are tried.
		for range 4 {
			parent := i%g.size.Orgs + g.rand.IntN(earlier)*g.size.Orgs
			if above = g.depths[parent] + 1; above < depth {
				g.f("  parent = %s\n", g.folder(parent))
				in = parent
				break
			}
			above = 0
		}
	}
	g.depths = append(g.depths, above)
	return in
}

func (g *generator) dashboards() {
	for i := range g.size.Dashboards {
		g.f("dashboard \"dashboard_%d\" {\n", i)
		org := i % g.size.Orgs
		var given map[string]int
		if g.size.Folders > 0 && g.chance(97) {
			folder := g.rand.IntN(g.size.Folders)
			org, given = g.foldOf[folder], g.gives[folder]
			g.f("  folder = %s\n", g.folder(folder))
		} else {
			g.f("  org    = %s\n", g.org(org))
		}
		g.f("  title  = \"%s %s\"\n", upper(pick(g, areas)), pick(g, kinds))
		g.permissions(org, given)
		g.f("}\n\n")
		if (i+1)%perFile == 0 || i+1 == g.size.Dashboards {
			g.flush(fmt.Sprintf("dashboards/dashboards_%03d.hcl", i/perFile))
		}
	}
}

// The levels of permissions.
const (
	view = iota + 1
	edit
	admin
)

// permissions writes the permission blocks of something in an org. A holder stands in one
// of them, and only with a level above what the folder around gives, which may be nil. It
// returns what the thing gives then, and reports whether it wrote a block.
func (g *generator) permissions(org int, above map[string]int) (given map[string]int, written bool) {
	given = maps.Clone(above)
	if given == nil {
		given = map[string]int{}
	}
	useful := func(level int, holders []string) (some []string) {
		for _, holder := range holders {
			if g.size.Careless || above[holder] < level {
				some = append(some, holder)
				given[holder] = max(given[holder], level)
			}
		}
		return some
	}
	block := func(level int, name, list string, holders []string, more string) {
		if some := useful(level, holders); len(some) > 0 || more != "" {
			written = true
			g.f("  permission %q {\n", name)
			if len(some) > 0 {
				g.f("    %s = [%s]\n", list, strings.Join(some, ", "))
			}
			g.f("%s  }\n", more)
		}
	}
	if g.chance(50) && len(useful(view, []string{"Viewer"})) > 0 {
		block(view, "View", "users", nil, "    roles = [\"Viewer\"]\n")
	}
	teams := g.names(g.sample(g.teamsOf[org], 1+g.rand.IntN(2)), g.team)
	editors := ""
	if g.chance(30) && len(useful(edit, []string{"Editor"})) > 0 {
		editors = "    roles = [\"Editor\"]\n"
	}
	block(edit, "Edit", "teams", teams, editors)
	if g.chance(25) {
		users := g.sample(g.members[org], 1+g.rand.IntN(2))
		if !g.size.Careless {
			users = slices.DeleteFunc(users, func(user int) bool { return g.disabled[user] })
		}
		block(admin, "Admin", "users", g.names(users, g.user), "")
	}
	return given, written
}

// sample is n different ones of some, or as many as there are, in order.
func (g *generator) sample(from []int, n int) []int {
	n = min(n, len(from))
	var out []int
	for len(out) < n {
		if i := pick(g, from); !slices.Contains(out, i) {
			out = append(out, i)
		}
	}
	slices.Sort(out)
	return out
}

func (g *generator) names(items []int, name func(int) string) []string {
	names := make([]string, len(items))
	for i, item := range items {
		names[i] = name(item)
	}
	return names
}

func (g *generator) list(items []int, name func(int) string) string {
	return strings.Join(g.names(items, name), ", ")
}

func upper(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
