// Gen writes what follows from the schema and from the tables of facts about
// Grafana: the list of versions, the catalogue of actions, scopes and fixed
// roles, and the reference of the language. Run it with `go generate ./schema`.
package main

import (
	"bytes"
	"encoding/json"
	"log"
	"os"

	"github.com/rolecall/rolecall/schema"
)

// tables are the facts about Grafana that the policies are made from too.
const tables = "../policies/gen/tables/"

func main() {
	log.SetFlags(0)
	log.SetPrefix("gen: ")
	// The reference names versions: those that are listed now, not those that
	// this program was built with.
	schema.Versions = nil
	for _, r := range releases() {
		schema.Versions = append(schema.Versions, r.Release)
	}
	for name, content := range files() {
		if err := os.WriteFile(name, content, 0o644); err != nil {
			log.Fatal(err)
		}
	}
}

// files returns the generated files, by path below the package schema.
func files() map[string][]byte {
	return map[string][]byte{
		"catalogue/catalogue.json": encode(versions()),
		"versions.go":              known(),
		"../docs/language.md":      reference(),
	}
}

func encode(v any) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(v); err != nil {
		log.Fatal(err)
	}
	return b.Bytes()
}

func read(path string, into any) {
	b, err := os.ReadFile(path)
	if err != nil {
		log.Fatal(err)
	}
	decode(b, into)
}

func decode(b []byte, into any) {
	if err := json.Unmarshal(b, into); err != nil {
		log.Fatalf("%.200s: %v", b, err)
	}
}
