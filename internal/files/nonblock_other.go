//go:build !unix

package files

// nonblock is 0 where no folder can hold what blocks when it is opened.
const nonblock = 0
