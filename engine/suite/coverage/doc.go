// Package coverage reports which grants tests exercise: the permissions, memberships and
// assignments of a configuration, and Grafana's own rules, that the answer to some
// question depends on.
//
// An allowed question exercises everything in its explanation: each grant that gives the
// access, and each membership that makes the subject a holder of it. A denied question
// exercises the grants that let its subject do something else with the same resource,
// since it shows their limit. If the subject can do nothing with the resource, the
// question exercises nothing. An invariant exercises the grants behind all access that it
// checks.
//
// Grants to disabled holders do not count, as they give no access. Neither do
// permissions that a basic role loses.
//
// An exercised grant is not always protected: a test may pass without it. Package mutate
// finds this out.
package coverage
