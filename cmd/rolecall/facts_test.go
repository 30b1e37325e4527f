package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/rego"

	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// facts are the facts about Grafana below policies/grafana: topic, name, rows.
type facts map[string]map[string]ruleRows

// ruleRows are the rows of a fact. What is the subject of a requirement: actions and kinds.
type ruleRows struct {
	What string
	Rows []ruleRow
}

// A ruleRow tells how a fact is in some releases.
type ruleRow struct {
	Holds  map[string]struct{ Since, Until schema.Version }
	Source string
	// Text is the row in words.
	Text string
}

// The modes of rolecall.grafana.releases.
const (
	byRoles       = "roles"
	byBeta        = "beta"
	byPermissions = "permissions"
)

// topics are the titles of the tables of facts, in their order, with the Rego of each. What
// follows an @ in a name keeps the facts of two tables apart.
var topics = [][2]string{
	{"What an action takes", `{name: {"what": {"actions": f.actions, "kinds": f.kinds}, "rows": f.rows} | some name, f in data.rolecall.grafana.requirements.facts}`},
	{"What org roles have without a permission", `{sprintf("%s@%s", [name, table]): {"rows": rows} | some table, facts in data.rolecall.grafana.rights.of_roles; some name, rows in facts}`},
	{"What others have without a permission", `{sprintf("%s@%s", [name, table]): {"rows": rows} | some table, facts in data.rolecall.grafana.rights.of_holders; some name, rows in facts}`},
	{"Lists of permissions, creators and teams", `{sprintf("%s@%s", [name, table]): {"rows": rows} | some table, facts in data.rolecall.grafana.levels.facts; some name, rows in facts}`},
	{"What covers what", `{sprintf("%s (%s)", [name, table]): {"rows": rows} | some table, facts in data.rolecall.grafana.places.facts; some name, rows in facts}`},
	{"Who can ask, and how names are read", `{sprintf("%s (%s)", [name, table]): {"rows": rows} | some table, facts in data.rolecall.grafana.holders.facts; some name, rows in facts}`},
}

// factsOf evaluates the facts.
func factsOf(t *testing.T) facts {
	t.Helper()
	all := facts{}
	for _, topic := range topics {
		results, err := rego.New(
			rego.Query("result := "+topic[1]), rego.Load([]string{"rolecall.grafana:../../policies/grafana", "rolecall.kinds:../../policies/kinds"}, nil),
		).Eval(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		raw, err := json.Marshal(results[0].Bindings["result"])
		if err != nil {
			t.Fatal(err)
		}
		var read map[string]struct {
			What struct{ Actions, Kinds []string }
			Rows []json.RawMessage
		}
		if err := json.Unmarshal(raw, &read); err != nil {
			t.Fatal(err)
		}
		all[topic[0]] = map[string]ruleRows{}
		for name, f := range read {
			var rows ruleRows
			if len(f.What.Actions) > 0 {
				slices.Sort(f.What.Kinds)
				rows.What = fmt.Sprintf("%s on %s", code(f.What.Actions), strings.Join(f.What.Kinds, ", "))
			}
			for _, raw := range f.Rows {
				var row ruleRow
				var members map[string]any
				if err := json.Unmarshal(raw, &row); err != nil {
					t.Fatal(err)
				}
				if err := json.Unmarshal(raw, &members); err != nil {
					t.Fatal(err)
				}
				row.Text = rowInWords(members)
				rows.Rows = append(rows.Rows, row)
			}
			all[topic[0]][name] = rows
		}
	}
	return all
}

func code(names []string) string {
	names = slices.Sorted(slices.Values(names))
	return "`" + strings.Join(names, "`, `") + "`"
}

// rowInWords returns what a row says, without its source and its releases.
func rowInWords(row map[string]any) string {
	row = maps.Clone(row)
	delete(row, "source")
	delete(row, "holds")
	if ways, ok := row["ways"].([]any); ok {
		var texts []string
		for _, way := range ways {
			texts = append(texts, wayInWords(way.(map[string]any)))
		}
		return strings.Join(texts, "; or ")
	}
	if value, ok := row["value"]; ok && len(row) == 1 {
		return valueInWords(value)
	}
	who := ""
	if holder, ok := row["holder"].(string); ok {
		who = holder
		if setting, ok := row["open"].(map[string]any); ok {
			who += settingInWords(setting)
		}
	} else if open, ok := row["open"].(map[string]any); ok && open["setting"] == nil {
		var roles []string
		for _, role := range schema.BasicRoles {
			switch is := open[string(role)].(type) {
			case bool:
				if is {
					roles = append(roles, string(role))
				}
			case map[string]any:
				roles = append(roles, string(role)+settingInWords(is))
			}
		}
		who = strings.Join(roles, ", ")
	}
	if who != "" {
		return who + ": " + valueInWords(row["actions"])
	}
	return valueInWords(row)
}

func settingInWords(setting map[string]any) string {
	return fmt.Sprintf(" if `%v` is `%v`", setting["setting"], setting["is"])
}

// placesInWords are the selectors of requirements in words. All others stand as they are.
var placesInWords = map[string]string{
	"resource": "on the resource", "folder": "on its folder", "dashboard": "on its dashboard",
	"any scope at all": "at any scope", "org": "in the org", "member": "on the member",
}

func wayInWords(way map[string]any) string {
	var texts []string
	for _, permission := range slices.Sorted(maps.Keys(way)) {
		place := fmt.Sprint(way[permission])
		where := cmp.Or(placesInWords[place], "at "+place)
		switch {
		case permission == "@":
			texts = append(texts, "the action "+where)
		case strings.Contains(permission, " = "):
			texts = append(texts, "`"+permission+"`")
		case strings.Contains(permission, " "):
			texts = append(texts, permission)
		default:
			texts = append(texts, "`"+permission+"` "+where)
		}
	}
	return strings.Join(texts, " and ")
}

// valueInWords returns a value on one line.
func valueInWords(v any) string {
	switch v := v.(type) {
	case string:
		if v == "" {
			return "(empty)"
		}
		if strings.Contains(v, ":") && !strings.Contains(v, " ") {
			return "`" + v + "`"
		}
		return v
	case bool:
		return map[bool]string{true: "yes", false: "no"}[v]
	case []any:
		var texts []string
		for _, e := range v {
			texts = append(texts, valueInWords(e))
		}
		return cmp.Or(strings.Join(texts, ", "), "(nothing)")
	case map[string]any:
		if v["setting"] != nil {
			return strings.TrimSpace(settingInWords(v))
		}
		var texts []string
		for _, key := range slices.Sorted(maps.Keys(v)) {
			texts = append(texts, fmt.Sprintf("%s: %s", strings.ReplaceAll(key, "_", " "), valueInWords(v[key])))
		}
		return strings.Join(texts, "; ")
	}
	return fmt.Sprint(v)
}

// in reports whether a row holds at a release.
func (r ruleRow) in(mode string, release schema.Version) bool {
	span, ok := r.Holds[mode]
	return ok && slices.Contains(modes[mode], release) &&
		release.AtLeast(span.Since) && (span.Until == "" || release.Before(span.Until))
}

// oneOf returns the row that holds at a release, or nil.
func (r ruleRows) oneOf(mode string, release schema.Version) *ruleRow {
	for i := range r.Rows {
		if r.Rows[i].in(mode, release) {
			return &r.Rows[i]
		}
	}
	return nil
}

// modes are the releases of the modes, oldest first.
var modes = func() map[string][]schema.Version {
	known := map[string][]schema.Version{}
	for _, v := range schema.Versions {
		if v.Before(schema.FineGrainedSince) {
			known[byRoles] = append(known[byRoles], v)
		}
		if v.Before("8.5") {
			known[byBeta] = append(known[byBeta], v)
		} else {
			known[byPermissions] = append(known[byPermissions], v)
		}
	}
	return known
}()

// releases returns the releases in which a row holds, in words.
func (r ruleRow) releases() string {
	var spans []string
	for _, mode := range []string{byRoles, byBeta, byPermissions} {
		held, ok := r.Holds[mode]
		if !ok {
			continue
		}
		releases := slices.DeleteFunc(slices.Clone(modes[mode]), func(v schema.Version) bool { return !r.in(mode, v) })
		text := "from " + named(held.Since)
		if held.Until != "" || mode != byPermissions {
			text = span(releases[0], releases[len(releases)-1])
		}
		switch {
		case mode == byRoles:
			text += " without the toggle"
		case mode == byBeta || held.Since == "8.5":
			text += " with the toggle"
		}
		spans = append(spans, text)
	}
	return strings.Join(spans, "; ")
}

// servers returns the recorded servers of the releases in which a row holds.
func (r ruleRow) servers() string {
	type run struct{ first, last string }
	var runs []run
	before := false // whether the row holds at the recorded server before
	for _, v := range schema.Versions {
		server := catalogue.Of(v).Server
		if server == "" {
			continue
		}
		holds := r.in(byRoles, v) || r.in(byBeta, v) || r.in(byPermissions, v)
		switch {
		case holds && before:
			runs[len(runs)-1].last = server
		case holds:
			runs = append(runs, run{server, server})
		}
		before = holds
	}
	var texts []string
	for _, r := range runs {
		if r.first != r.last {
			r.first += " to " + r.last
		}
		texts = append(texts, r.first)
	}
	return cmp.Or(strings.Join(texts, ", "), "none")
}
