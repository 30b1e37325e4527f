package engine

import (
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
)

// closedBuiltins are the functions of Rego that reach the network, files or the
// environment. A schema may refer to a file.
var closedBuiltins = []string{"http.send", "net.lookup_ip_addr", "opa.runtime", "json.match_schema", "json.verify_schema"}

// zoneBuiltins are those that read the file of a time zone if they are given the
// name of one.
var zoneBuiltins = []string{"time.add_date", "time.clock", "time.date", "time.diff", "time.format", "time.weekday"}

// capabilities are what Rego tests may call: nothing that reaches the network,
// the environment or a file, but for time zones.
func capabilities() *ast.Capabilities {
	return without(func(b *ast.Builtin) bool { return slices.Contains(closedBuiltins, b.Name) })
}

// policyCapabilities are what policies may call, whoever built the bundle: no file
// at all, and nothing else whose result is not the same for the same
// configuration, but for the time. OPA marks such functions as nondeterministic,
// those of closedBuiltins among them.
func policyCapabilities() *ast.Capabilities {
	return without(func(b *ast.Builtin) bool {
		return b.Nondeterministic && b.Name != ast.NowNanos.Name ||
			slices.Contains(closedBuiltins, b.Name) || slices.Contains(zoneBuiltins, b.Name)
	})
}

// without are the capabilities of OPA without some functions, and without hosts
// to reach.
func without(closed func(*ast.Builtin) bool) *ast.Capabilities {
	c := ast.CapabilitiesForThisVersion()
	c.Builtins = slices.DeleteFunc(c.Builtins, closed)
	c.AllowNet = []string{}
	return c
}
