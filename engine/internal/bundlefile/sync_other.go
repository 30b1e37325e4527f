//go:build !unix

package bundlefile

// syncFolder does nothing: this operating system cannot open folders.
func syncFolder(string) error { return nil }
