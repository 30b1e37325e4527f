package bundlefile

import "golang.org/x/sys/unix"

// exchange swaps the names of two files or folders in one step.
var exchange = func(a, b string) error { return unix.RenamexNp(a, b, unix.RENAME_SWAP) }
