package policy

import (
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
)

// ClosedBuiltins lists the functions of Rego that reach the network, files or the
// environment. The last two do because a schema may refer to a file.
var ClosedBuiltins = []string{"http.send", "net.lookup_ip_addr", "opa.runtime", "json.match_schema", "json.verify_schema"}

// zoneBuiltins lists the functions that take the name of a time zone and read its
// file.
var zoneBuiltins = []string{"time.add_date", "time.clock", "time.date", "time.diff", "time.format", "time.weekday"}

// TestCapabilities returns the capabilities of Rego tests: no function that reaches the
// network, the environment or a file, except the files of time zones.
func TestCapabilities() *ast.Capabilities {
	return without(func(b *ast.Builtin) bool { return slices.Contains(ClosedBuiltins, b.Name) })
}

// policyCapabilities returns the capabilities of policies: no function that reads a
// file, and none that OPA marks as nondeterministic, except the current time. So the
// same configuration always has the same results.
func policyCapabilities() *ast.Capabilities {
	return without(func(b *ast.Builtin) bool {
		return b.Nondeterministic && b.Name != ast.NowNanos.Name ||
			slices.Contains(ClosedBuiltins, b.Name) || slices.Contains(zoneBuiltins, b.Name)
	})
}

// without returns the capabilities of OPA without the closed functions, and with no
// hosts to reach.
func without(closed func(*ast.Builtin) bool) *ast.Capabilities {
	c := ast.CapabilitiesForThisVersion()
	c.Builtins = slices.DeleteFunc(c.Builtins, closed)
	c.AllowNet = []string{}
	return c
}
