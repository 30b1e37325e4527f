// Package index arranges what the policies say of a configuration, such that a decision
// takes a few lookups however much is declared.
//
// New makes an Index from a configuration, its representatives and the rows that the
// policies have for them. An Index has the orgs with their subjects, with the places at
// which something is granted, and with the covers of resources: the places that count for
// each. It has the vocabulary of requests, too: actions, types of resources, and what each
// action needs on each kind of resource.
//
// An Index does not change once New has returned it, so it is safe for concurrent use.
// Subjects, holders, permissions and things are numbered; the numbers mean nothing outside
// of an index, and those of holders, subjects and things nothing outside of their org.
//
// Package access decides requests on an Index. The packages above it list, explain,
// repair and compare.
package index
