//go:build !race

package engine_test

// raced reports whether the tests run under the race detector.
const raced = false
