// Package funcs has the functions that expressions may call.
package funcs
