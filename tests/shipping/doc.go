// Package shipping checks that a program is what its source says, whoever builds it.
package shipping
