// Package benchmark measures rolecall beside other ways to answer the same
// requests about the same configuration: the same policies in OPA, policies
// written for OPA by hand, cedar-go, Casbin, OpenFGA, and plain Go, which is
// the floor. It is a module of its own, so that nobody who uses rolecall
// depends on them.
//
// Each is given the facts in the shape that suits it best, and requests as it
// takes them, made before the clock starts. All must give the same answers
// before any is timed.
package benchmark
