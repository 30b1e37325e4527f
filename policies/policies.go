// Package policies holds the Rego that decides who may do what in Grafana.
//
// Every rule of Grafana's is here and nowhere else. The files are laid out as
// OPA loads them: the directory of a file is its package below data.rolecall.
// Three packages are entrypoints: rolecall.authz answers one request,
// rolecall.index enumerates everything that follows from a configuration, and
// rolecall.sessions says what a subject is in an org, and why. The
// configuration itself is data.rolecall.world, which document.World encodes to.
//
// Programs seldom need this package: the bundle of an engine.View has it and the
// configuration, and plain OPA decides with that bundle.
package policies

import "embed"

//go:generate go run ./gen

// FS holds the policies and their data, by path below the package rolecall.
// The tables that derive/derive.rego makes it from are not in it.
//
//go:embed authz grants index kinds names org_sync places plugins request roles sessions subjects tables testing versions
var FS embed.FS
