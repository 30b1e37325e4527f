// Package fromdata lets the tests of this module make engines of data. The API of
// package engine has no such function, as the data are internal.
package fromdata

import (
	"context"

	"github.com/rolecall/rolecall/internal/document"
)

// Open makes an *engine.Engine of data, as engine.FromWorld makes one of a world.
// Data that no world can have are an error, as far as decisions on them would not be
// safe. Package engine sets it.
var Open func(context.Context, *document.World) (any, error)
