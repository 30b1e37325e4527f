//go:build unix

package files

import "syscall"

// nonblock makes open return at once for a named pipe without a writer.
const nonblock = syscall.O_NONBLOCK
