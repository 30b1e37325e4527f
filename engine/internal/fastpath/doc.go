// Package fastpath decides the common case: an enabled user, a declared resource, and one
// permission on the resource itself. View.Check asks it first and package access for
// everything that it leaves open.
//
// What it takes to decide lies together in memory, in one line of the processor's cache
// (64 bytes) for each member and each thing, and is gone through with few branches. Orgs,
// members, things and actions are found with a perfect hash, one step for each. An Index is
// made of an index.Index, says the same, and does not change.
package fastpath
