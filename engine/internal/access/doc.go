// Package access decides requests on an index.
//
// A Matcher matches a request to an index, as the package rolecall.request of the
// policies does: it finds the org, the subject, the kind of the resource and what the
// action needs on it. The result is an immutable Query, or a Problem: the reason why the
// request cannot be allowed for any subject. A Query decides, names the grants that a
// decision rests on, and gives reasons.
//
// Sessions with external groups are decided by the policies, once for each user, org and
// list of groups: Sessions keeps the last few thousand.
//
// Package engine asks a Matcher whatever the fast path leaves open. The packages list,
// derive, repair and compare take Queries.
package access
