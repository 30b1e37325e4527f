package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// named returns a release as the first version that has its rules: 11.1.0 for 11.1, of which a
// patch has other rules. By itself, 11.1 stands for its newest patch.
func named(release schema.Version) string {
	if next := after(release); patchOf(next) > 0 && patchOf(release) == 0 {
		return release.String() + ".0"
	}
	return release.String()
}

// span returns the versions from one release to another as text, both with all their patches.
func span(first, last schema.Version) string {
	begins, ends := named(first), schema.Version(fmt.Sprintf("%d.%d", last.Major(), last.Minor())).String()
	next := patchOf(after(last))
	if next > 0 {
		ends = fmt.Sprintf("%s.%d", ends, next-1)
	}
	switch {
	case begins == ends:
		return begins
	case next == 0 && first.Major() == last.Major() && first.Minor() == last.Minor():
		return begins + " and newer patches"
	}
	return begins + " to " + ends
}

// after returns the release after another one; empty for the newest.
func after(release schema.Version) schema.Version {
	if i := slices.Index(schema.Versions, release) + 1; i < len(schema.Versions) {
		return schema.Versions[i]
	}
	return ""
}

// patchOf returns the patch number of a release; 0 for none.
func patchOf(release schema.Version) int {
	parts := strings.SplitN(release.String(), ".", 3)
	if len(parts) < 3 {
		return 0
	}
	number, _ := strconv.Atoi(parts[2])
	return number
}

const upgradingIntro = `# Upgrading Grafana

<!-- Written by go generate ./cmd/rolecall, from the policies and from policies/gen/tables. -->

What changes about access when a server is upgraded to a release and nobody changes a setting, role or permission. Each
release has up to four tables:

- the actions that another role has by default, that Grafana begins to check, or that it no longer checks. A role has an
  action by default as in [actions.md](actions.md);
- the rules that begin, end or change, with their sources: what an action takes, what roles and others have, what lists
  give to whom. "The action" in a rule is the permission for the action itself;
- the actions that a level of a list gives more or less, to all holders of that level;
- what the language of the configuration has more or less, such as settings without effect.

Where a patch changes something, the release has a heading for its first patch, such as 11.1.0, and one for that patch,
such as 11.1.5.

Before 9.0, the feature toggle ` + "`accesscontrol`" + ` is off. Changes of 9.0 are beside 8.5 with that toggle, except in the first
table. [grafana.md](grafana.md) tells which releases are checked against a server. To see what a release changes about
your own configuration, write its version into the grafana block and run your tests.
`

// upgradingPage returns the page about what each release changes.
func upgradingPage(t *testing.T) string {
	rows, releases, _ := rolesByDefault(t)
	raw, err := os.ReadFile("../../policies/gen/tables/fixed_roles/data.json")
	if err != nil {
		t.Fatal(err)
	}
	var table struct{ Dates map[string]string }
	if err := json.Unmarshal(raw, &table); err != nil {
		t.Fatal(err)
	}
	known := factsOf(t)
	levels := levelsOf(t)
	var b strings.Builder
	b.WriteString(upgradingIntro)
	for i, release := range releases[1:] {
		before := releases[i]
		from, to := schema.Version(before), schema.Version(release)
		fmt.Fprintf(&b, "\n## %s\n\n", named(to))
		if source := table.Dates[release]; source != "" {
			fmt.Fprintf(&b, "Source of what the fixed roles changed: %s.\n\n", source)
		}
		changed := 0
		for _, typ := range slices.Sorted(maps.Keys(rows)) {
			for _, action := range slices.Sorted(maps.Keys(rows[typ])) {
				row := rows[typ][action]
				if row[release] == row[before] {
					continue
				}
				if changed++; changed == 1 {
					fmt.Fprintf(&b, "| resource | action | in %s | from %s on |\n| --- | --- | --- | --- |\n", span(from, from), named(to))
				}
				fmt.Fprintf(&b, "| %s | `%s` | %s | %s |\n", typ, action, orNotChecked(row[before]), orNotChecked(row[release]))
			}
		}
		others := known.changes(from, to) + levelChanges(levels, from, to) + languageChanges(to)
		switch {
		case changed == 0 && others == "":
			b.WriteString("Nothing changes.\n")
		case changed == 0:
			others = strings.TrimPrefix(others, "\n")
		}
		b.WriteString(others)
	}
	return b.String()
}

// changes returns the table of the rules that a release changes. Before 9.0, they are those
// without fine-grained access control.
func (f facts) changes(before, release schema.Version) string {
	mode := byPermissions
	if release.Before(schema.FineGrainedSince) {
		mode = byRoles
	}
	var b strings.Builder
	for _, topic := range topics {
		for _, name := range slices.Sorted(maps.Keys(f[topic[0]])) {
			rows := f[topic[0]][name]
			old, now := rows.oneOf(mode, before), rows.oneOf(mode, release)
			if old == now {
				continue
			}
			if b.Len() == 0 {
				fmt.Fprintf(&b, "\n| rule | in %s | from %s on | source |\n| --- | --- | --- | --- |\n", span(before, before), named(release))
			}
			text := func(r *ruleRow) string {
				if r == nil {
					return "—"
				}
				return inTable(r.Text)
			}
			source := ""
			if now != nil {
				source = now.Source
			} else {
				source = old.Source
			}
			fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", inTable(rows.name(name)), text(old), text(now), inTable(source))
		}
	}
	return b.String()
}

// name returns the name of a fact, with what it is about.
func (r ruleRows) name(name string) string {
	name, _, _ = strings.Cut(name, "@")
	if r.What == "" {
		return name
	}
	return fmt.Sprintf("%s: %s", name, r.What)
}

func inTable(text string) string { return strings.ReplaceAll(text, "|", "\\|") }

// A levelRow is a row of policies/gen/tables/levels.
type levelRow struct {
	Resource     string
	List, Level  string
	Since, Until schema.Version
	Source       string
	Actions      []struct {
		Action       string
		Since, Until schema.Version
	}
}

func levelsOf(t *testing.T) []levelRow {
	t.Helper()
	var table struct{ Rows []levelRow }
	readTable(t, "levels", &table)
	return table.Rows
}

// readTable reads a table of policies/gen/tables.
func readTable(t *testing.T, name string, into any) {
	t.Helper()
	raw, err := os.ReadFile("../../policies/gen/tables/" + name + "/data.json")
	if err == nil {
		err = json.Unmarshal(raw, into)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// levelChanges returns the table of the actions that levels give more or less at a release.
func levelChanges(levels []levelRow, before, release schema.Version) string {
	in := func(v, since, until schema.Version) bool { return v.AtLeast(since) && (until == "" || v.Before(until)) }
	var b strings.Builder
	for _, l := range levels {
		var gained, lost []string
		for _, a := range l.Actions {
			was := in(before, l.Since, l.Until) && in(before, a.Since, a.Until)
			is := in(release, l.Since, l.Until) && in(release, a.Since, a.Until)
			switch {
			case is && !was:
				gained = append(gained, a.Action)
			case was && !is:
				lost = append(lost, a.Action)
			}
		}
		if len(gained)+len(lost) == 0 {
			continue
		}
		if b.Len() == 0 {
			b.WriteString("\n| list | level | gives more | gives less | source |\n| --- | --- | --- | --- | --- |\n")
		}
		names := func(actions []string) string {
			if len(actions) == 0 {
				return ""
			}
			return code(actions)
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", cmp.Or(l.List, l.Resource), l.Level, names(gained), names(lost), inTable(l.Source))
	}
	return b.String()
}

// languageChanges returns the table of what the language has more or less at a release.
func languageChanges(release schema.Version) string {
	var rows []string
	add := func(part string, tags schema.Tags) {
		switch release {
		case tags.Since:
			rows = append(rows, fmt.Sprintf("| %s | begins |", part))
		case tags.Until:
			rows = append(rows, fmt.Sprintf("| %s | ends |", part))
		case tags.Ignored:
			rows = append(rows, fmt.Sprintf("| %s | has no effect any more |", part))
		}
		for _, value := range slices.Sorted(maps.Keys(tags.Values)) {
			if tags.Values[value] == release {
				rows = append(rows, fmt.Sprintf("| %s = %q | begins |", part, value))
			}
		}
	}
	var walk func(path string, s *schema.Shape)
	walk = func(path string, s *schema.Shape) {
		for _, attr := range s.Attributes {
			add("`"+path+attr.Name+"`", attr.Tags)
		}
		for _, inner := range s.Blocks {
			add("`"+path+inner.Name+"`", inner.Block.Tags)
			walk(path+inner.Name+" ", inner.Block)
		}
	}
	walk("", schema.ShapeOf(reflect.TypeFor[schema.Blocks]()))
	if len(rows) == 0 {
		return ""
	}
	return "\n| in the configuration | |\n| --- | --- |\n" + strings.Join(rows, "\n") + "\n"
}

// grafanaPage returns the page about Grafana's surprises: that of today, with the tables
// between its marks made anew.
func grafanaPage(t *testing.T) string {
	raw, err := os.ReadFile("../../docs/grafana.md")
	if err != nil {
		t.Fatal(err)
	}
	page := string(raw)
	for name, table := range map[string]string{
		"releases":  releasesTable(),
		"rules":     factsOf(t).table(),
		"holes":     holesTable(t),
		"toggles":   togglesTable(t),
		"undecided": undecidedTable(t),
	} {
		begin, end := "<!-- Generated: "+name+" -->\n", "<!-- End of "+name+" -->\n"
		before, rest, found := strings.Cut(page, begin)
		_, after, ended := strings.Cut(rest, end)
		if !found || !ended {
			t.Fatalf("docs/grafana.md has no marks for the table %q", name)
		}
		page = before + begin + table + end + after
	}
	return page
}

// releasesTable tells for each release where its rules are from.
func releasesTable() string {
	var b strings.Builder
	b.WriteString("| Release | Recorded server |\n| --- | --- |\n")
	for _, v := range schema.Versions {
		server := catalogue.Of(v).Server
		if server == "" {
			server = "none: documentation and source"
		}
		fmt.Fprintf(&b, "| %s | %s |\n", span(v, v), server)
	}
	return b.String()
}

// table returns the rows of all facts that are not the same in all releases of their mode.
func (f facts) table() string {
	oldest := map[string]schema.Version{}
	for mode, releases := range modes {
		oldest[mode] = releases[0]
	}
	var b strings.Builder
	for _, topic := range topics {
		fmt.Fprintf(&b, "\n### %s\n\n| Rule | How it is | Releases | Recorded servers | Source |\n| --- | --- | --- | --- | --- |\n", topic[0])
		for _, name := range slices.Sorted(maps.Keys(f[topic[0]])) {
			rows := f[topic[0]][name]
			if !slices.ContainsFunc(rows.Rows, func(r ruleRow) bool {
				for mode, span := range r.Holds {
					if span.Until != "" || span.Since != oldest[mode] {
						return true
					}
				}
				return false
			}) {
				continue
			}
			for _, r := range rows.Rows {
				fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n",
					inTable(rows.name(name)), inTable(r.Text), r.releases(), r.servers(), inTable(r.Source))
			}
		}
	}
	return b.String() + "\n"
}

// holesTable lists the security holes of servers.
func holesTable(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("| Number | A server lets | rolecall | From version, until the patch that closes it | Source |\n| --- | --- | --- | --- | --- |\n")
	var table struct {
		Rows map[string]struct{ Source string }
	}
	readTable(t, "holes", &table)
	holes := catalogue.Holes()
	for _, name := range slices.Sorted(maps.Keys(holes)) {
		h := holes[name]
		decides := "denies it"
		if h.AllowedUntil != "" {
			decides = fmt.Sprintf("allows it before %s, as servers do until they are patched, and denies it from then on", h.AllowedUntil)
		}
		var spans []string
		for _, s := range h.Spans {
			span, _ := h.In(s.Since)
			spans = append(spans, fmt.Sprintf("%s until %s", s.Since, span.ClosedBy))
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", h.Number, h.Opens, decides, strings.Join(spans, ", "), table.Rows[name].Source)
	}
	return b.String()
}

// togglesTable lists the feature toggles that change access.
func togglesTable(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("| Feature toggle | With it | Releases that have it, off by default | rolecall | Source |\n| --- | --- | --- | --- | --- |\n")
	var table struct {
		Rows map[string]struct{ Source string }
	}
	readTable(t, "toggles", &table)
	toggles := catalogue.Toggles()
	for _, name := range slices.Sorted(maps.Keys(toggles)) {
		toggle := toggles[name]
		releases, does := "from "+string(toggle.Since), "refuses it"
		if toggle.Until != "" {
			releases += " until " + string(toggle.Until)
		}
		switch {
		case toggle.In(toggle.Since):
			does = "follows it"
		case toggle.Modelled != "":
			does = fmt.Sprintf("follows it from %s on, and refuses it before", toggle.Modelled)
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", name, inTable(toggle.Changes), releases, does, inTable(table.Rows[name].Source))
	}
	return b.String()
}

// undecidedTable lists the actions that roles hold and no request can ask.
func undecidedTable(t *testing.T) string {
	rows, releases, _ := rolesByDefault(t)
	var sets struct{ Rows []struct{ Set string } }
	readTable(t, "action_sets", &sets)
	of := map[string]bool{}
	for _, s := range sets.Rows {
		of[s.Set] = true
	}
	undecided := map[string][]schema.Version{}
	for _, release := range releases {
		for action := range catalogue.Of(schema.Version(release)).Actions {
			asked := false
			for _, actions := range rows {
				asked = asked || actions[action][release] != "" || actions[action][release+" RBAC"] != ""
			}
			if !asked && !of[action] {
				undecided[action] = append(undecided[action], schema.Version(release))
			}
		}
	}
	var b strings.Builder
	b.WriteString("| Action | Allows to | Releases |\n| --- | --- | --- |\n")
	for _, action := range slices.Sorted(maps.Keys(undecided)) {
		in := undecided[action]
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", action, catalogue.Meaning(action), span(in[0], in[len(in)-1]))
	}
	return b.String()
}
