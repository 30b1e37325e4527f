// Package compiled writes the document data.rolecall.world.compiled of a bundle. Plain OPA
// answers the common requests from it with a few lookups, as package fastpath does in Go: it
// is put down from the same index.
//
// Package loaded calls it when it makes a bundle, and again when it opens one, to compare.
package compiled
