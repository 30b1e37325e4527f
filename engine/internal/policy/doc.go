// Package policy compiles and evaluates the policies, and converts policies and data to
// and from bundles.
//
// A Program is a set of compiled policies, those of this repository or of a bundle.
// Program.Rows evaluates them for a small configuration and returns the document
// data.rolecall.index.rows: who holds which permissions at which place, and which
// permissions each request needs. Package index arranges these rows for decisions.
// Parts are the contents of a bundle, with the revision that identifies them.
//
// Package loaded opens and writes bundles with this package. Package index and the
// packages above it read the rows.
package policy
