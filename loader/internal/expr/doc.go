// Package expr gives expressions their values, with limits on their nesting and cost.
// Expressions may use the names of a scope and of the evaluator's Data.
package expr
