package fleet

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/decisionlog"
)

// A Fleet serves the OPAs that run the bundles of an engine. It is safe for concurrent use. Make it
// with New.
type Fleet struct {
	engine  *engine.Engine
	limits  Limits
	log     *decisionlog.Log
	bundles func(*engine.View) (map[string][]byte, error)
	mux     *http.ServeMux

	mu      sync.Mutex
	edition *edition
	// made are the bundles that were made last, by name.
	made map[string]*handout

	instances instances
	// drained is closed when the program is about to end.
	drained chan struct{}
	drain   sync.Once

	// unpacking has an item for each upload that is being unpacked and read.
	unpacking chan struct{}
	// polls and uploads count the requests that are under way.
	polls, uploads atomic.Int64
	counts         counters
}

// Limits bound the work for OPAs. A field that is 0 has its default.
type Limits struct {
	// Instances is the greatest number of OPAs that are remembered; 1,000 by default. Beyond it,
	// the one that was silent for the longest time is forgotten. One that was silent for a day is
	// forgotten in any case.
	Instances int
	// Polls is the greatest number of requests that wait for a new bundle; 4,096 by default. One
	// beyond it is answered with 503.
	Polls int
	// Wait is the longest time that such a request waits; 5 minutes by default. OPA asks for less.
	Wait time.Duration
	// Upload is the greatest size in bytes of a status or of decision logs as they are sent; 1 MiB
	// by default. A larger one is answered with 413.
	Upload int
	// Unpacked is the greatest size in bytes of these once they are unpacked; 8 MiB by default. A
	// larger one is answered with 413.
	Unpacked int
	// Uploads is the greatest number of them at once; 64 by default. One beyond it is answered
	// with 503.
	Uploads int
}

// defaults are the limits where none are set.
var defaults = Limits{
	Instances: 1000, Polls: 4096, Wait: 5 * time.Minute, Upload: 1 << 20, Unpacked: 8 << 20, Uploads: 64,
}

// Defaults returns the limits of a Fleet without the option WithLimits.
func Defaults() Limits { return defaults }

// unpackers is how many uploads are unpacked and read at once. Others wait, Limits.Uploads at most.
const unpackers = 4

// An Option changes how a Fleet works.
type Option func(*Fleet) error

// WithLimits sets limits. It is an error if one is negative.
func WithLimits(l Limits) Option {
	return func(f *Fleet) error {
		for _, limit := range []struct {
			name   string
			is, to *int
		}{
			{"Instances", &l.Instances, &f.limits.Instances}, {"Polls", &l.Polls, &f.limits.Polls},
			{"Upload", &l.Upload, &f.limits.Upload}, {"Unpacked", &l.Unpacked, &f.limits.Unpacked},
			{"Uploads", &l.Uploads, &f.limits.Uploads},
		} {
			if *limit.is < 0 {
				return fmt.Errorf("the limit %s is negative", limit.name)
			}
			if *limit.is > 0 {
				*limit.to = *limit.is
			}
		}
		switch {
		case l.Wait < 0:
			return errors.New("the limit Wait is negative")
		case l.Wait > 0:
			f.limits.Wait = l.Wait
		}
		return nil
	}
}

// WithBundles sets the function that makes the bundles of a View, such as engine.Archives with options. It
// returns archives .tar.gz by the names of their files, and must not change them afterwards. It is called
// once for each View that is asked for.
//
// A bundle with the name and the revision of one that it made for the View before is not handed out: the
// earlier one is, so that a signature that is another each time changes nothing. Without the option,
// they are those of engine.Archives.
func WithBundles(bundles func(*engine.View) (map[string][]byte, error)) Option {
	return func(f *Fleet) error {
		if bundles == nil {
			return errors.New("the function that makes bundles is nil")
		}
		f.bundles = bundles
		return nil
	}
}

// WithDecisionLog writes the decisions that OPAs send to a log. Without the option, /logs is answered
// with 404.
func WithDecisionLog(l *decisionlog.Log) Option {
	return func(f *Fleet) error {
		f.log = l
		return nil
	}
}

// New returns a Fleet that hands out the bundles of an engine, also after its reloads.
func New(eng *engine.Engine, opts ...Option) (*Fleet, error) {
	if eng == nil {
		return nil, errors.New("make a fleet: the engine is nil")
	}
	f := &Fleet{
		engine: eng, limits: defaults, bundles: func(v *engine.View) (map[string][]byte, error) { return engine.Archives(v) },
		mux:     http.NewServeMux(),
		drained: make(chan struct{}), unpacking: make(chan struct{}, unpackers),
	}
	for _, opt := range opts {
		if err := opt(f); err != nil {
			return nil, fmt.Errorf("make a fleet: %w", err)
		}
	}
	f.instances.most = f.limits.Instances
	f.mux.HandleFunc("GET "+bundlePath+"{file}", f.serveBundle)
	f.mux.HandleFunc("POST "+statusPath, f.takeStatus)
	f.mux.HandleFunc("POST "+statusPath+"/", f.takeStatus)
	f.mux.HandleFunc("POST "+logsPath, f.takeLogs)
	f.mux.HandleFunc("POST "+logsPath+"/", f.takeLogs)
	return f, nil
}

// The paths of OPAs. Below the latter two, OPA may have a partition.
const (
	bundlePath = "/bundles/"
	statusPath = "/status"
	logsPath   = "/logs"
)

// ReportPath is the path of Report.
const ReportPath = "/fleet"

// Paths returns the patterns of http.ServeMux to mount a Fleet at.
func Paths() []string {
	return []string{bundlePath, statusPath, statusPath + "/", logsPath, logsPath + "/"}
}

// ServeHTTP answers an OPA.
func (f *Fleet) ServeHTTP(w http.ResponseWriter, r *http.Request) { f.mux.ServeHTTP(w, r) }

// Drain answers at once all requests that wait for a new bundle, and later ones too. Call it
// once a server takes no new connections, with http.Server.RegisterOnShutdown.
func (f *Fleet) Drain() { f.drain.Do(func() { close(f.drained) }) }

// A problem is the reason why a request is refused.
type problem struct {
	Status  int    `json:"status"`
	Message string `json:"message"`
}

func (p problem) Error() string { return p.Message }

// problemf returns a problem with a message.
func problemf(status int, format string, args ...any) problem {
	return problem{status, fmt.Sprintf(format, args...)}
}

// refuse answers with a problem. An error that is none is the server's own.
func refuse(w http.ResponseWriter, err error) {
	var p problem
	if !errors.As(err, &p) {
		p = problem{http.StatusServiceUnavailable, err.Error()}
	}
	if p.Status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "1")
	}
	writeJSON(w, p.Status, struct {
		Error problem `json:"error"`
	}{p})
}

// writeJSON answers with JSON.
func writeJSON(w http.ResponseWriter, status int, v any) {
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // there is nobody to tell of an error
}
