// Package suite runs the tests and the invariants of a configuration.
//
// New resolves both once: a test to cells, each a request with the expected answer, and an
// invariant to the questions that it asks about every subject. It also resolves teams and
// roles to their members. A Suite does not refer to the configuration any more, so it can
// run against other engines, such as those of changed configurations.
//
// Running a Suite does not change it. It is safe for concurrent use. Results are in the
// order of files and lines, whatever the number of workers.
package suite
