package server

import (
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/decisionlog"
)

// A Server answers requests from an engine. It is safe for concurrent use. Make it with New.
type Server struct {
	engine   *engine.Engine
	limits   Limits
	tokens   *Tokens
	log      *decisionlog.Log
	reloads  *Reloads
	registry *prometheus.Registry
	metrics  *metrics
	// metadata is nil if it depends on the request for it.
	metadata []byte

	mux, diagnostics *http.ServeMux
	// more make the paths of other handlers known.
	more []func()

	// current describes the View that was asked last.
	current atomic.Pointer[state]
	// draining reports whether the server is about to end.
	draining atomic.Bool
	// inFlight and searches count the requests that are being decided, and bodies the bytes
	// of large bodies and answers.
	inFlight, searches, bodies atomic.Int64
	exchanges                  sync.Pool
}

// New returns a server that answers from an engine, also after its reloads. A request has one
// View for all that it asks.
func New(eng *engine.Engine, opts ...Option) (*Server, error) {
	if eng == nil {
		return nil, errors.New("make a server: the engine is nil")
	}
	s := &Server{engine: eng, limits: defaults, reloads: new(Reloads)}
	for _, opt := range opts {
		if err := opt(s); err != nil {
			return nil, fmt.Errorf("make a server: %w", err)
		}
	}
	if err := s.makeMetrics(); err != nil {
		return nil, fmt.Errorf("make a server: %w", err)
	}
	s.exchanges.New = func() any { return &exchange{server: s} }
	s.route()
	return s, nil
}

// route makes the paths known.
func (s *Server) route() {
	s.mux = http.NewServeMux()
	for e, answer := range map[endpoint]func(*exchange) error{
		evaluation:     (*exchange).evaluate,
		evaluations:    (*exchange).evaluateAll,
		searchSubject:  (*exchange).searchSubjects,
		searchResource: (*exchange).searchResources,
		searchAction:   (*exchange).searchActions,
		dataAllow:      (*exchange).allow,
		dataDecision:   (*exchange).decision,
	} {
		s.mux.Handle("POST "+paths[e], s.asking(e, answer))
	}
	s.mux.HandleFunc("GET "+metadataPath, s.serveMetadata)
	s.mux.Handle("GET /metrics", s.tokens.before(s.metricsHandler()))
	s.mux.HandleFunc("GET /healthz", serveHealth)
	s.mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Has("verbose") && !s.tokens.authorize(w, r) {
			return
		}
		s.serveReadiness(w, r)
	})

	for _, handle := range s.more {
		handle()
	}

	s.diagnostics = http.NewServeMux()
	s.diagnostics.HandleFunc("GET /healthz", serveHealth)
	s.diagnostics.HandleFunc("GET /readyz", s.serveReadiness)
	s.diagnostics.Handle("GET /metrics", s.metricsHandler())
}

// ServeHTTP answers a request. The header X-Request-ID of a request is also that of its answer.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if id := r.Header[requestID]; len(id) > 0 {
		w.Header()[requestID] = id[:1]
	}
	s.mux.ServeHTTP(w, r)
}

// requestID is the header X-Request-ID as net/http spells it.
const requestID = "X-Request-Id"

// Diagnostics returns a handler for /healthz, /readyz and /metrics alone, which demands no
// token: for a port that only operators reach.
func (s *Server) Diagnostics() http.Handler { return s.diagnostics }

// Drain makes /readyz answer 503 from now on, so that no new clients come. All other paths
// answer as before.
func (s *Server) Drain() { s.draining.Store(true) }

// An endpoint is a path that decides, as its name in metrics and logs.
type endpoint string

const (
	evaluation     endpoint = "evaluation"
	evaluations    endpoint = "evaluations"
	searchSubject  endpoint = "search_subject"
	searchResource endpoint = "search_resource"
	searchAction   endpoint = "search_action"
	dataAllow      endpoint = "data_allow"
	dataDecision   endpoint = "data_decision"
)

// paths are the paths of the endpoints.
var paths = map[endpoint]string{
	evaluation:     "/access/v1/evaluation",
	evaluations:    "/access/v1/evaluations",
	searchSubject:  "/access/v1/search/subject",
	searchResource: "/access/v1/search/resource",
	searchAction:   "/access/v1/search/action",
	dataAllow:      "/v1/data/rolecall/authz/allow",
	dataDecision:   "/v1/data/rolecall/authz/decision",
}

// isSearch reports whether an endpoint makes a list.
func (e endpoint) isSearch() bool {
	return e == searchSubject || e == searchResource || e == searchAction
}

// isData reports whether an endpoint is one of OPA's data API.
func (e endpoint) isData() bool { return e == dataAllow || e == dataDecision }
