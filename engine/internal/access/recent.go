package access

import "sync"

// A recent keeps the values that were asked for last, by key. Its zero value is empty. It
// is safe for concurrent use.
type recent[V any] struct {
	// mu is not held while policies are evaluated. Values that have been asked for
	// since older was full are in young. A value in neither is forgotten.
	mu           sync.Mutex
	young, older map[string]kept[V]
	// size is that of all values in young.
	size int
}

// A kept is a value, and how many bytes it has that do not belong to the configuration.
type kept[V any] struct {
	value V
	size  int
}

// maxRecent is the greatest number of values in each of young and older, and maxRecentSize the
// greatest size in bytes of all of them but the last.
const (
	maxRecent     = 4096
	maxRecentSize = 16 << 20
)

func (r *recent[V]) find(key []byte) (V, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if known, ok := r.young[string(key)]; ok {
		return known.value, true
	}
	known, ok := r.older[string(key)]
	if ok {
		r.put(string(key), known)
	}
	return known.value, ok
}

// keep keeps a value. The size, in bytes, is without the parts that belong to the configuration.
func (r *recent[V]) keep(key string, value V, size int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.put(key, kept[V]{value, size})
}

func (r *recent[V]) put(key string, value kept[V]) {
	if r.young == nil || len(r.young) >= maxRecent || r.size >= maxRecentSize {
		r.young, r.older, r.size = map[string]kept[V]{}, r.young, 0
	}
	r.young[key] = value
	r.size += value.size
}
