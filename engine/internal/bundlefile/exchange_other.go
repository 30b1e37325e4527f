//go:build !linux && !darwin

package bundlefile

import "errors"

// exchange is not known to this operating system.
var exchange = func(_, _ string) error { return errors.ErrUnsupported }
