// Package refer finds what the expressions of decoded blocks refer to: one
// thing, a list of things, or values among them.
package refer
