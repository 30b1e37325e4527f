// Package diag makes the texts and the order of diagnostics: what a misspelt name
// may be meant for, what stands here for words of Terraform's, and which other
// places a diagnostic is about.
package diag
