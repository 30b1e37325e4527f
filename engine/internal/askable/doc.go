// Package askable lists the resources that requests about two configurations can name, and leaves out
// those on which no decision can differ.
package askable
