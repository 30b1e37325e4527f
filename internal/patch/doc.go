// Package patch writes the edits of an explanation into the HCL files of a configuration. It
// keeps comments and format: it changes only the bytes that an edit is about. A file that was
// in canonical form is in canonical form afterwards.
//
// An edit of an instance of a block with for_each, of a computed value or list, or of a JSON
// file is not written. Patch.Elsewhere has the place where it belongs.
package patch
