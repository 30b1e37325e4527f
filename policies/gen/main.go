// Gen writes the parts of the policies that are data, from the tables of
// facts about Grafana in gen/tables. Run it with `go generate ./policies`.
//
// The tables are JSON, under a name that keeps OPA from loading them as data.
package main

import (
	"context"
	"encoding/json"
	"log"
	"maps"
	"os"

	"github.com/open-policy-agent/opa/v1/loader"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
)

// tables are the facts about Grafana that are too long for Rego.
const tables = "gen/tables/"

func main() {
	log.SetFlags(0)
	log.SetPrefix("gen: ")
	for name, doc := range documents() {
		write(name, doc)
	}
}

// documents are the generated files, by path below the policies.
func documents() map[string]any {
	return map[string]any{
		"actions/data.json":  actions(),
		"facts/data.json":    facts(),
		"versions/data.json": versions(),
	}
}

// actions is the document data.rolecall.actions: the actions that a request
// may name, and the newest name of those that Grafana has renamed.
func actions() any {
	var table struct {
		Rows             []action `json:"rows"`
		RemovedOrRenamed []action `json:"removed_or_renamed"`
	}
	read(tables+"actions.facts", &table)
	var coined struct {
		Coined  map[string]string `json:"coined"`
		Renamed map[string]string `json:"renamed"`
	}
	read(tables+"actions_coined.facts", &coined)

	known := map[string]bool{}
	for _, a := range append(table.Rows, table.RemovedOrRenamed...) {
		known[a.Action] = true
	}
	for name := range coined.Coined {
		known[name] = true
	}
	for _, version := range facts() {
		for _, role := range version.Roles {
			for _, p := range role.Permissions {
				known[p.Action] = true
			}
		}
	}
	maps.DeleteFunc(known, func(name string, _ bool) bool { return coined.Renamed[name] != "" })
	return map[string]any{"known": known, "coined": keys(coined.Coined), "renamed": coined.Renamed}
}

// versions is the document data.rolecall.versions: the tables of each version,
// shaped for lookup.
func versions() any {
	loaded, err := loader.AllRegos([]string{"grafana", "derive"})
	if err != nil {
		log.Fatal(err)
	}
	compiler, err := loaded.Compiler()
	if err != nil {
		log.Fatal(err)
	}
	r := rego.New(
		rego.Query("data.rolecall.derive.tables"),
		rego.Compiler(compiler),
		rego.Store(inmem.NewFromObject(map[string]any{"rolecall": map[string]any{
			"actions": generic(actions()),
			"facts":   generic(facts()),
			"kinds":   written("kinds/data.json"),
			"grafana": map[string]any{"releases": written("grafana/releases/data.json")},
		}})),
	)
	results, err := r.Eval(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	return results[0].Expressions[0].Value
}

// written returns a document that is written by hand.
func written(name string) (doc any) {
	read(name, &doc)
	return doc
}

func keys(m map[string]string) map[string]bool {
	out := map[string]bool{}
	for key := range m {
		out[key] = true
	}
	return out
}

type action struct {
	Action string `json:"action"`
}

// generic turns a document into the maps and slices that OPA keeps data in.
func generic(doc any) (v any) {
	b, err := json.Marshal(doc)
	if err != nil {
		log.Fatal(err)
	}
	if err := json.Unmarshal(b, &v); err != nil {
		log.Fatal(err)
	}
	return v
}

func read(name string, into any) {
	b, err := os.ReadFile(name)
	if err != nil {
		log.Fatal(err)
	}
	if err := json.Unmarshal(b, into); err != nil {
		log.Fatalf("%s: %v", name, err)
	}
}

func write(name string, doc any) {
	b, err := json.MarshalIndent(doc, "", "  ")
	if err != nil {
		log.Fatalf("%s: %v", name, err)
	}
	if err := os.WriteFile(name, append(b, '\n'), 0o644); err != nil {
		log.Fatal(err)
	}
}
