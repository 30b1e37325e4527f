// Package engine answers who may do what in Grafana, inside a Go program.
//
// Open loads a configuration, or a bundle made of one, and lets the policies
// enumerate once every right that follows from it; Check then only looks up.
// The package holds no rule of Grafana's: what it looks up, and how requests
// are matched to it, the policies say.
//
// An Engine does not change after Open, and all its methods are safe for
// concurrent use. A denial is a Decision like any other and never an error;
// an error means that no decision was made.
package engine
