// Package policy holds the policies: the compiled Rego, what it says of a
// configuration, and how both are put into a bundle and taken out of one.
//
// A Program is policies that have been compiled, those of this repository or those of
// a bundle. Program.Rows evaluates them for a small configuration and returns the
// document data.rolecall.index.rows: who holds what at which place, and what each
// request takes. Package index arranges these rows for decisions. Parts are what a
// bundle consists of, with the revision that names its content.
//
// Package engine opens and writes bundles with this package, package access and
// those above it read the rows.
package policy
