package engine

import (
	"context"
	"fmt"
	"sync"
)

// alternatives are indexes of the same configuration with a setting of the
// server changed, made when an explanation first needs them and kept.
type alternatives struct {
	program *program

	mu    sync.Mutex
	known map[string]*index
}

// with is the index with a setting on or off; the same one when it is so
// already.
func (x *index) with(ctx context.Context, setting string, on bool) (*index, error) {
	d := *x.data
	value := d.Grafana.Setting(setting)
	switch {
	case value == nil:
		return nil, fmt.Errorf("explain: the policies know a setting %q that a configuration does not", setting)
	case *value == on:
		return x, nil
	}
	*value = on
	a := &x.alternatives
	a.mu.Lock()
	defer a.mu.Unlock()
	if known := a.known[setting]; known != nil {
		return known, nil
	}
	other, err := a.program.index(ctx, &d)
	if err != nil {
		return nil, fmt.Errorf("explain %s: %w", setting, err)
	}
	if a.known == nil {
		a.known = map[string]*index{}
	}
	a.known[setting] = other
	return other, nil
}
