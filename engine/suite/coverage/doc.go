// Package coverage says which declared grants tests exercise: which permissions,
// memberships and assignments of a configuration some question has come down
// to, and which of Grafana's own rules.
//
// A question that is allowed exercises what its explanation rests on: every
// grant that gives the access, with what makes the subject a holder of it. One
// that is denied exercises what lets its subject do something else with the
// same resource, and whose limit it is; where the subject may do nothing there,
// it exercises nothing. An invariant exercises what gives the access that it
// looks at to all who have it.
//
// What is given to somebody who is disabled gives no access, and is not among the
// grants; nor is what a basic role loses.
//
// That something is exercised does not say that a test would notice it missing:
// package mutate tells that.
package coverage
