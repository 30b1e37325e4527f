package access

import "sync"

// A recent keeps the values that were asked for last, by key. Its zero value is empty. It
// is safe for concurrent use.
type recent[V any] struct {
	// mu is not held while policies are evaluated. Values that have been asked for
	// since older was full are in young. A value in neither is forgotten.
	mu           sync.Mutex
	young, older map[string]V
}

// maxRecent is the greatest number of values in each of young and older.
const maxRecent = 4096

func (r *recent[V]) find(key []byte) (V, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if known, ok := r.young[string(key)]; ok {
		return known, true
	}
	known, ok := r.older[string(key)]
	if ok {
		r.put(string(key), known)
	}
	return known, ok
}

func (r *recent[V]) keep(key string, value V) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.put(key, value)
}

func (r *recent[V]) put(key string, value V) {
	if r.young == nil || len(r.young) >= maxRecent {
		r.young, r.older = map[string]V{}, r.young
	}
	r.young[key] = value
}
