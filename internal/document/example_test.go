package document_test

import (
	"fmt"
	"testing/fstest"

	"github.com/rolecall/rolecall/internal/document"
	"github.com/rolecall/rolecall/loader"
)

func ExampleOf() {
	w, diags := loader.Load(fstest.MapFS{"main.hcl": {Data: []byte(`
		grafana { version = "9.3" }
		org "main" {
		  name    = "Main Org."
		  editors = [user.eve]
		}
		user "eve" { email = "eve@example.com" }
	`)}})
	if diags.HasErrors() {
		panic(diags)
	}
	d := document.Of(w)
	fmt.Println(d.OrgIDs["Main Org."], d.Logins["eve@example.com"], d.Orgs["main"].Members["user:eve"].Role)
	// Output: main eve Editor
}
