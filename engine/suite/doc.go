// Package suite runs the tests and the invariants of a configuration.
//
// New resolves both once: a test to its cells, each a request with the answer
// that is expected, an invariant to the questions that it asks about everybody.
// Who is meant by a team or a role is settled then. What comes of it needs the
// configuration no more, and can be run against any number of engines, such as
// those of variations of the configuration.
//
// A Suite is not changed by running it and is safe for concurrent use. Results
// are in the order of files and lines, however many run at a time.
package suite
