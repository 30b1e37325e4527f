// Package decode reads the files of a configuration: it parses them, evaluates
// variables, locals and for_each, and decodes the blocks.
package decode
