// Package expr bounds what the expressions of a configuration nest and cost.
package expr
