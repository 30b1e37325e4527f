// Package write makes the files of a configuration of an Inventory, as a person would write them:
// labels from names, references in place of names, defaults left out, a table of users when there are
// many.
//
// The same Inventory makes the same files, byte for byte.
package write
