//go:build unix

package files

import "syscall"

// nonblock has open return at once for a named pipe that nobody writes to.
const nonblock = syscall.O_NONBLOCK
