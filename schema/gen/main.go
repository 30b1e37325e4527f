// Gen writes the reference of the language, docs/language.md, from the tags of
// package schema. Run it with `go generate ./schema`.
package main

import (
	"log"
	"os"
)

// page is the file of the reference, by its path below the package schema.
const page = "../docs/language.md"

func main() {
	log.SetFlags(0)
	log.SetPrefix("gen: ")
	if err := os.WriteFile(page, reference(), 0o644); err != nil {
		log.Fatal(err)
	}
}
