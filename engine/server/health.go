package server

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/rolecall/rolecall/engine/decisionlog"
)

// Reloads remembers how reloads went: those of the configuration, and of other files that a
// program reads again. It is safe for concurrent use. The zero Reloads is ready for use.
type Reloads struct {
	mu    sync.Mutex
	kinds map[string]*Reload
}

// A Reload tells how the reloads of one kind went.
type Reload struct {
	// Succeeded and Failed count the reloads.
	Succeeded uint64 `json:"succeeded"`
	Failed    uint64 `json:"failed"`
	// Last is the time of the last one, and Error its error; empty if it succeeded.
	Last  time.Time `json:"last"`
	Error string    `json:"error,omitempty"`
}

// configuration is the kind of the reloads of the configuration.
const configuration = "configuration"

// Observe counts a reload of the configuration, for engine.WithReloadObserver.
func (r *Reloads) Observe(_ context.Context, err error) { r.Add(configuration, err) }

// Add counts a reload of a kind, such as "tls". The error is nil if it succeeded. There must be
// few kinds, as each is a label of a metric.
func (r *Reloads) Add(kind string, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.kinds == nil {
		r.kinds = map[string]*Reload{}
	}
	last := r.kinds[kind]
	if last == nil {
		last = new(Reload)
		r.kinds[kind] = last
	}
	last.Last, last.Error = time.Now(), ""
	if err == nil {
		last.Succeeded++
		return
	}
	last.Failed++
	last.Error = err.Error()
}

// All returns how the reloads went, by kind. A kind without a reload is not there.
func (r *Reloads) All() map[string]Reload {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := map[string]Reload{}
	for kind, last := range r.kinds {
		all[kind] = *last
	}
	return all
}

// metadataPath is the path of AuthZEN's metadata.
const metadataPath = "/.well-known/authzen-configuration"

// metadataOf returns AuthZEN's metadata for a base URL.
func metadataOf(base string) []byte {
	doc, err := json.Marshal(struct {
		Base        string `json:"policy_decision_point"`
		Evaluation  string `json:"access_evaluation_endpoint"`
		Evaluations string `json:"access_evaluations_endpoint"`
		Subject     string `json:"search_subject_endpoint"`
		Resource    string `json:"search_resource_endpoint"`
		Action      string `json:"search_action_endpoint"`
	}{
		base, base + paths[evaluation], base + paths[evaluations],
		base + paths[searchSubject], base + paths[searchResource], base + paths[searchAction],
	})
	if err != nil {
		panic(err) // strings have JSON
	}
	return append(doc, '\n')
}

func (s *Server) serveMetadata(w http.ResponseWriter, r *http.Request) {
	doc := s.metadata
	if doc == nil {
		scheme := "http://"
		if r.TLS != nil {
			scheme = "https://"
		}
		doc = metadataOf(scheme + r.Host)
		w.Header()["Cache-Control"] = noStore // another request may have another host
	}
	w.Header()["Content-Type"] = jsonType
	_, _ = w.Write(doc)
}

// serveHealth answers that the program runs.
func serveHealth(w http.ResponseWriter, _ *http.Request) {
	w.Header()["Content-Type"] = jsonType
	_, _ = w.Write([]byte("{\"status\":\"ok\"}\n"))
}

// A readiness is the answer of /readyz. Only a verbose one has more than Ready.
type readiness struct {
	Ready bool `json:"ready"`
	// Reason is why the server is not ready.
	Reason   string            `json:"reason,omitempty"`
	Revision string            `json:"revision,omitempty"`
	Reloads  map[string]Reload `json:"reloads,omitempty"`
	// Failing are the kinds whose last reload failed: what was loaded before stays.
	Failing []string            `json:"failing,omitempty"`
	Log     *decisionlog.Counts `json:"decision_log,omitempty"`
}

// serveReadiness answers whether the server can answer.
func (s *Server) serveReadiness(w http.ResponseWriter, r *http.Request) {
	st := s.state()
	answer := readiness{Ready: true}
	switch {
	case s.draining.Load():
		answer = readiness{Reason: "the server is about to end"}
	case st == nil:
		answer = readiness{Reason: errNotReady.message}
	}
	if r.URL.Query().Has("verbose") {
		if st != nil {
			answer.Revision = st.view.Revision()
		}
		answer.Reloads = s.reloads.All()
		for _, kind := range slices.Sorted(maps.Keys(answer.Reloads)) {
			if answer.Reloads[kind].Error != "" {
				answer.Failing = append(answer.Failing, kind)
			}
		}
		if s.log != nil {
			counts := s.log.Counts()
			answer.Log = &counts
		}
	}
	h := w.Header()
	h["Content-Type"], h["Cache-Control"] = jsonType, noStore
	if !answer.Ready {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	_ = json.NewEncoder(w).Encode(answer) // there is nobody to tell of an error
}
