// Package schema is the vocabulary of the configuration language: its blocks as
// they are written, and the things that they declare.
//
// Each block has two shapes. The decoded one, named after the block with the
// suffix Block, has strings, expressions and source ranges, which the loader fills
// in by the tags of its fields. The resolved one has no expressions and no names that could
// dangle: what it refers to, it points to. Package loader makes the second
// from the first; nothing else does.
//
// Lines and columns in ranges count from 1, bytes from 0. Nothing here does
// I/O, and values are not changed once the loader has made them.
package schema

//go:generate go run ./gen
