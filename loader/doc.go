// Package loader reads a configuration: files of HCL become a schema.World, in
// which every name is resolved and every fact knows where it was declared.
//
// The steps are parse (files to blocks), resolve (blocks to things that point
// at each other), validate (what only the whole can show, and what the declared
// version of Grafana does not have) and review (what is valid and hardly meant).
// Each returns what it could build along with every diagnostic, so that one run
// shows an author all mistakes. Nothing here decides who may do what.
//
// Load may be called from several goroutines at once, and what it returns is not
// changed afterwards, so that all may read it. It reads nothing outside of the
// file system that it is given, keeps nothing of it open, and neither panics on
// what a file has in it nor takes more than a bounded time and memory for it: see
// MaxFileSize and the other limits.
//
// Every diagnostic has a section in docs/diagnostics.md, which the tests hold
// against the code, and a configuration in testdata/invalid.
package loader
