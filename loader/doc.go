// Package loader reads a configuration: files of HCL become a schema.World, in
// which every name is resolved and every fact has the place where it was declared.
//
// The steps are packages: decode makes blocks of files, resolve makes a World of
// blocks, and review checks it against the declared version of Grafana and warns
// about probable mistakes. Each step returns as much as it could build along with
// every diagnostic, so that one run shows an author all mistakes.
// The loader makes no decisions about access.
//
// Load may be called from several goroutines at once. A World is not changed after
// loading, so any number of goroutines may read it. Loading reads nothing outside
// of the given file system, and keeps nothing of it open. No content of a file makes
// it panic, and time and memory are bounded: SECURITY.md has the limits.
//
// Every diagnostic has a section in docs/diagnostics.md, which the tests hold
// against the code, and a configuration in testdata/invalid.
package loader
