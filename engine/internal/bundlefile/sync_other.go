//go:build !unix

package bundlefile

// syncFolder does nothing: folders cannot be opened here.
func syncFolder(string) error { return nil }
