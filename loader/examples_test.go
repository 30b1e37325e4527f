package loader_test

import (
	"fmt"
	"testing/fstest"

	"github.com/rolecall/rolecall/loader"
)

func ExampleLoad() {
	w, diags := loader.Load(fstest.MapFS{
		"main.hcl": {Data: []byte(`
			grafana { version = "9.3" }
			org "main" { editors = [user.eve] }
			user "eve" {}
		`)},
		"teams/sre.hcl": {Data: []byte(`team "sre" { members = [user.eve] }`)},
	})
	if diags.HasErrors() {
		panic(diags)
	}
	for _, team := range w.Teams {
		fmt.Println(team.Addr, "of", team.Org.Addr, "in", team.Range.Filename)
	}
	// Output: team.sre of org.main in teams/sre.hcl
}

func ExampleLoad_diagnostics() {
	_, diags := loader.Load(fstest.MapFS{"main.hcl": {Data: []byte("grafana { version = \"9.3\" }\norg \"main\" { editors = [user.evee] }\nuser \"eve\" {}\n")}})
	for _, d := range diags {
		fmt.Printf("%s:%d: %s: %s\n", d.Subject.Filename, d.Subject.Start.Line, d.Summary, d.Detail)
	}
	// Output: main.hcl:2: Reference to undeclared user: No user "evee" is declared. Did you mean "eve"?
}

func ExampleRelatedTo() {
	_, diags := loader.Load(fstest.MapFS{"main.hcl": {Data: []byte("grafana { version = \"9.3\" }\norg \"main\" {}\nuser \"eve\" {}\nuser \"eve\" {}\n")}})
	for _, d := range diags {
		for _, other := range loader.RelatedTo(d) {
			fmt.Printf("%s: line %d, and line %d\n", d.Summary, d.Subject.Start.Line, other.Start.Line)
		}
	}
	// Output: Duplicate user: line 4, and line 3
}
