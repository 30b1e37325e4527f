// Package refer resolves references in the expressions of decoded blocks: to one
// thing, or in lists of things and other values.
package refer
