// Package schema is the vocabulary of the configuration language: its blocks, and the
// things that they declare.
//
// Each block has two types. The decoded one, named after the block with the suffix
// Block, has strings, expressions and source ranges. The loader fills it in by the
// tags of its fields. The resolved one has no expressions and no names to resolve: it
// has pointers to other things. Only package loader makes it.
//
// Lines and columns in ranges count from 1, bytes from 0. The package does no I/O.
// Values are not changed once the loader has made them.
package schema

//go:generate go run ./gen
