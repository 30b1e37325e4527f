// Package hostile holds the tests of what somebody may try against rolecall: odd
// names, folders that are not what they seem, damaged or forged bundles, JSON
// that two readers understand differently. A test is named after the finding
// that it guards against.
package hostile
