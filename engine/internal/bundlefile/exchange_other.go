//go:build !linux && !darwin

package bundlefile

import "errors"

// exchange fails: rolecall knows no way to swap names on this operating system.
var exchange = func(_, _ string) error { return errors.ErrUnsupported }
