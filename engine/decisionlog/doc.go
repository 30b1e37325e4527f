// Package decisionlog writes decisions as lines of JSON, with parts of them left out if the operator
// wants that. docs/operations.md describes a line.
//
// The package writes decisions of this program, which package server makes, and those of others:
// package fleet gives it the decisions of OPAs that run a bundle.
package decisionlog
