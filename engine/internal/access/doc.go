// Package access decides requests on an index.
//
// A Matcher matches a request to an index, as the package rolecall.request of the
// policies does: it finds the org, the subject, the kind of the resource and the needs of
// the action on it. The result is an immutable Query, or a Problem if nothing can be
// decided. A Query decides, names the grants that a decision rests on, and gives reasons.
//
// The policies decide sessions with external groups in two steps: all that a list of groups tells in
// an org, and what the users of a class are where groups tell that. Sessions keeps the last few
// thousand.
//
// Package loaded asks a Matcher about the requests that the fast path leaves open. The
// packages list, derive, repair and compare take Queries.
package access
