package fleet

import (
	"maps"
	"net/http"
	"slices"
	"time"
)

// A report is the answer of /fleet.
type report struct {
	Bundles   []handoutReport  `json:"bundles"`
	Instances []instanceReport `json:"instances"`
	// Current is how many run the bundles that are handed out, and Failing how many have a problem.
	Current int `json:"current"`
	Failing int `json:"failing"`
	// Waiting is how many requests wait for a bundle.
	Waiting   int64  `json:"waiting"`
	Forgotten uint64 `json:"forgotten"`
	// Error is why no bundles are handed out.
	Error string `json:"error,omitempty"`
}

// A handoutReport tells of a bundle that is handed out.
type handoutReport struct {
	File     string    `json:"file"`
	Revision string    `json:"revision"`
	ETag     string    `json:"etag"`
	Bytes    int       `json:"bytes"`
	Since    time.Time `json:"since"`
}

// An instanceReport tells of an OPA.
type instanceReport struct {
	ID     string            `json:"id"`
	Labels map[string]string `json:"labels"`
	First  time.Time         `json:"first_seen"`
	Seen   time.Time         `json:"seen"`
	// Current reports whether it runs bundles, and each is handed out now.
	Current   bool            `json:"current"`
	Bundles   []runningReport `json:"bundles"`
	Error     string          `json:"error,omitempty"`
	LastError *errorReport    `json:"last_error,omitempty"`
}

// A runningReport tells of a bundle that an OPA runs.
type runningReport struct {
	Name      string    `json:"name"`
	Revision  string    `json:"revision"`
	Current   bool      `json:"current"`
	Since     time.Time `json:"since"`
	Activated time.Time `json:"activated,omitzero"`
	Error     string    `json:"error,omitempty"`
}

// An errorReport is the last error of an OPA, also if it is over.
type errorReport struct {
	Time    time.Time `json:"time"`
	Message string    `json:"message"`
}

// Report returns the handler that tells operators of all OPAs as JSON: which revision each runs and
// since when, and its last error.
func (f *Fleet) Report() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, http.StatusOK, f.report()) })
}

// report tells of all OPAs.
func (f *Fleet) report() report {
	r := report{Bundles: []handoutReport{}, Instances: []instanceReport{}, Waiting: f.polls.Load()}
	bundles, _, err := f.current()
	if err != nil {
		r.Error = err.Error()
	}
	revisions := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(bundles)) {
		b := bundles[name]
		revisions[b.revision] = true
		r.Bundles = append(r.Bundles, handoutReport{name, b.revision, b.etag, len(b.archive), b.since})
	}
	all := &f.instances
	all.mu.Lock()
	defer all.mu.Unlock()
	all.forget(time.Now(), all.most)
	r.Forgotten = all.forgotten
	for _, id := range slices.Sorted(maps.Keys(all.byID)) {
		i := all.byID[id].report(id, revisions)
		if r.Instances = append(r.Instances, i); i.Current {
			r.Current++
		}
		if i.Error != "" {
			r.Failing++
		}
	}
	return r
}

// report tells of an OPA. The server hands out these revisions.
func (i *instance) report(id string, revisions map[string]bool) instanceReport {
	r := instanceReport{
		ID: id, Labels: i.labels, First: i.first, Seen: i.seen, Current: len(i.bundles) > 0,
		Bundles: []runningReport{}, Error: i.problem,
	}
	if i.lastProblem != "" {
		r.LastError = &errorReport{i.lastTime, i.lastProblem}
	}
	for _, name := range slices.Sorted(maps.Keys(i.bundles)) {
		b := i.bundles[name]
		current := revisions[b.revision]
		r.Bundles = append(r.Bundles, runningReport{name, b.revision, current, b.since, b.activated, b.problem})
		r.Current = r.Current && current
	}
	return r
}
