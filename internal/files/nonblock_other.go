//go:build !unix

package files

// nonblock is 0: here a folder cannot hold files that block when opened.
const nonblock = 0
