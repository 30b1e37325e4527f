package policy

import (
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
)

// ClosedBuiltins are the functions of Rego that reach the network, files or the
// environment. A schema may refer to a file.
var ClosedBuiltins = []string{"http.send", "net.lookup_ip_addr", "opa.runtime", "json.match_schema", "json.verify_schema"}

// zoneBuiltins are the functions that take the name of a time zone, and read its
// file.
var zoneBuiltins = []string{"time.add_date", "time.clock", "time.date", "time.diff", "time.format", "time.weekday"}

// TestCapabilities returns what Rego tests may call: nothing that reaches the network,
// the environment or a file, but for time zones.
func TestCapabilities() *ast.Capabilities {
	return without(func(b *ast.Builtin) bool { return slices.Contains(ClosedBuiltins, b.Name) })
}

// policyCapabilities returns what the policies of any bundle may call: no function
// that reads a file, and none that OPA marks as nondeterministic, except for the
// time. The same configuration thus gives the same results.
func policyCapabilities() *ast.Capabilities {
	return without(func(b *ast.Builtin) bool {
		return b.Nondeterministic && b.Name != ast.NowNanos.Name ||
			slices.Contains(ClosedBuiltins, b.Name) || slices.Contains(zoneBuiltins, b.Name)
	})
}

// without returns the capabilities of OPA without some functions, and without hosts
// to reach.
func without(closed func(*ast.Builtin) bool) *ast.Capabilities {
	c := ast.CapabilitiesForThisVersion()
	c.Builtins = slices.DeleteFunc(c.Builtins, closed)
	c.AllowNet = []string{}
	return c
}
