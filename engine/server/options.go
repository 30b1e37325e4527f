package server

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/rolecall/rolecall/engine/decisionlog"
)

// An Option changes what a Server does.
type Option func(*Server) error

// Limits bound the work for clients. A field that is 0 has its default.
type Limits struct {
	// Body is the greatest size of the body of a request in bytes; 1 MiB by default. A
	// larger one is answered with 413.
	Body int
	// Bodies is the greatest size in bytes of all large bodies and answers together, those
	// of more than 4 KiB, with the values of bodies in memory; 64 MiB by default. Beyond it,
	// requests are answered with 503, and one that is larger by itself with 413.
	Bodies int
	// Evaluations is the greatest number of evaluations in one request; 1,000 by default.
	// A request with more is answered with 413.
	Evaluations int
	// Results is the greatest number of results on a page of a search; 1,000 by default.
	// A search that asks for more gets this number, and a token for the next page.
	Results int
	// InFlight is the greatest number of requests that are decided at once; 1,024 by
	// default. A request beyond it is answered with 503. One whose body has not been
	// read yet does not count.
	InFlight int
	// Searches is the greatest number of searches at once, as each may take as long as its
	// list; 16 by default. A search beyond it is answered with 429.
	Searches int
}

// defaults are the limits where none are set.
var defaults = Limits{
	Body: 1 << 20, Bodies: 64 << 20, Evaluations: 1000, Results: 1000, InFlight: 1024, Searches: 16,
}

// Defaults returns the limits of a Server without the option WithLimits.
func Defaults() Limits { return defaults }

// WithLimits sets limits. It is an error if one is negative.
func WithLimits(l Limits) Option {
	return func(s *Server) error {
		for _, limit := range []struct {
			name   string
			is, to *int
		}{
			{"Body", &l.Body, &s.limits.Body}, {"Bodies", &l.Bodies, &s.limits.Bodies},
			{"Evaluations", &l.Evaluations, &s.limits.Evaluations}, {"Results", &l.Results, &s.limits.Results},
			{"InFlight", &l.InFlight, &s.limits.InFlight}, {"Searches", &l.Searches, &s.limits.Searches},
		} {
			if *limit.is < 0 {
				return fmt.Errorf("the limit %s is negative", limit.name)
			}
			if *limit.is > 0 {
				*limit.to = *limit.is
			}
		}
		return nil
	}
}

// WithBaseURL sets the URL of the server as clients see it, without the paths of the
// endpoints: "https://pdp.example.com". The metadata has it. Without the option, the metadata
// has the scheme and the host of the request for it. It is an error if the URL is not
// absolute, or has a query or a fragment.
func WithBaseURL(base string) Option {
	return func(s *Server) error {
		u, err := url.Parse(base)
		switch {
		case err != nil:
			return fmt.Errorf("base URL: %w", err)
		case u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "":
			return fmt.Errorf("the base URL %q does not begin with https:// and a host", base)
		case strings.ContainsAny(base, "?#") || u.User != nil:
			return fmt.Errorf("the base URL %q has a query, a fragment or a user", base)
		}
		s.metadata = metadataOf(strings.TrimSuffix(base, "/"))
		return nil
	}
}

// WithTokens demands a bearer token from clients: for all paths but /healthz, /readyz without
// ?verbose, and the metadata. A request without one of the tokens is answered with 401.
func WithTokens(t *Tokens) Option {
	return func(s *Server) error {
		if t == nil {
			return errors.New("the tokens are nil")
		}
		s.tokens = t
		return nil
	}
}

// WithHandler answers further paths by another handler: those of a pattern of http.ServeMux, which
// must not be one of the server's. Clients need one of the tokens, or one of those of WithTokens if
// they are nil. The limits of the server do not count for the handler.
func WithHandler(pattern string, h http.Handler, tokens *Tokens) Option {
	return func(s *Server) error {
		s.more = append(s.more, func() {
			admitted := s.tokens
			if tokens != nil {
				admitted = tokens
			}
			s.mux.Handle(pattern, admitted.before(h))
		})
		return nil
	}
}

// WithDecisionLog writes all decisions to a log. The program closes it after the server has
// ended.
func WithDecisionLog(l *decisionlog.Log) Option {
	return func(s *Server) error {
		s.log = l
		return nil
	}
}

// WithReloads shows the outcome of reloads in the metrics and in /readyz?verbose. It is an error if
// there are none.
func WithReloads(r *Reloads) Option {
	return func(s *Server) error {
		if r == nil {
			return errors.New("the reloads are nil")
		}
		s.reloads = r
		return nil
	}
}

// WithRegistry registers the metrics in a registry of the program, and /metrics shows all that
// is in it. Without the option, the server has a registry of its own, with the metrics of Go
// and of the process. It is an error of New if the registry has such metrics already.
func WithRegistry(r *prometheus.Registry) Option {
	return func(s *Server) error {
		s.registry = r
		return nil
	}
}
