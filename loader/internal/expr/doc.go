// Package expr gives expressions their values, within bounds on what they nest and
// cost. Expressions may use the names of a scope, and those that the Data of the
// evaluator knows.
package expr
