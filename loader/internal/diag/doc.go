// Package diag makes the texts and the order of diagnostics. It suggests names for
// misspelt ones and equivalents for Terraform's words, and keeps further places of a
// diagnostic.
package diag
