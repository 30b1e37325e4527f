// Package hostile tests rolecall against attacks and odd input: strange names, folders that are
// not what they seem, damaged or forged bundles, JSON that two readers understand differently. A
// test has the number of the finding that it guards against.
package hostile
