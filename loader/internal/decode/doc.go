// Package decode reads the files of a configuration: it parses them, evaluates
// variables, locals and for_each, and makes the blocks that they declare.
package decode
