package policies_test

import (
	"fmt"
	"io/fs"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/rolecall/rolecall/policies"
)

func Example() {
	source, err := fs.ReadFile(policies.FS, "authz/authz.rego")
	if err != nil {
		panic(err)
	}
	module, err := ast.ParseModule("authz/authz.rego", string(source))
	if err != nil {
		panic(err)
	}
	fmt.Println(module.Package)
	// Output: package rolecall.authz
}
