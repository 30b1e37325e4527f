// Package authzen holds the words of a request: a subject asks to do an action with
// a resource, and a decision allows or denies it. They are those of AuthZEN's
// Authorization API 1.0, and a Request has its JSON.
//
// Package engine aliases all of its types, and every package below engine takes and
// returns them. A program that only builds, reads or prints requests can import this
// package alone: it brings in neither OPA nor HCL.
//
// All types are plain values. Their methods are safe for concurrent use as long as
// nobody changes the value.
package authzen
