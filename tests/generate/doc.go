// Package generate makes configurations at random, and requests about them, for the
// tests that compare what decides.
//
// The configurations are small and have every block that a version has. The same
// seed gives the same configuration and the same requests.
package generate
