// Package authzen defines requests and decisions: a subject asks to do an action with a
// resource, and a decision allows or denies it. The terms are those of AuthZEN's
// Authorization API 1.0, and a Request has its JSON.
//
// Package engine aliases all types of this package. A program that only builds, reads or
// prints requests can import this package alone: it depends on neither OPA nor HCL.
//
// All types are plain values. Their methods are safe for concurrent use as long as
// nobody changes the value.
package authzen
