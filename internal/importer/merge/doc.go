// Package merge changes a configuration so that it declares the things of an Inventory. It changes only
// the parts that differ: comments, files, labels and the order of the rest stay.
//
// Both are written out as package write does it, with the same labels, so that parts that mean the same
// are the same. Where the two differ, the difference is made in the files.
package merge
