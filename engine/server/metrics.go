package server

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics are the counters of a server. The labels are endpoints, outcomes, statuses, types and
// kinds of reloads, of each of which there are few.
type metrics struct {
	decisions *prometheus.CounterVec
	requests  *prometheus.CounterVec
	latency   *prometheus.HistogramVec
	// allowed, denied and broken are the counters of decisions, by endpoint.
	allowed, denied, broken map[endpoint]prometheus.Counter
}

// buckets of the latency, in seconds. Most decisions take microseconds.
var buckets = []float64{10e-6, 25e-6, 50e-6, 100e-6, 250e-6, 500e-6, 1e-3, 2.5e-3, 5e-3, 10e-3, 25e-3, 100e-3, 1, 10}

// makeMetrics makes the metrics and registers them.
func (s *Server) makeMetrics() error {
	m := &metrics{
		decisions: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "rolecall_decisions_total",
			Help: "Decisions by endpoint and outcome. An error is an item of a batch that is not a request.",
		}, []string{"endpoint", "outcome"}),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "rolecall_requests_total", Help: "Requests to the endpoints that decide, by status.",
		}, []string{"endpoint", "status"}),
		latency: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "rolecall_request_duration_seconds", Help: "Time from the header of a request to its answer.",
			Buckets: buckets,
		}, []string{"endpoint"}),
		allowed: map[endpoint]prometheus.Counter{}, denied: map[endpoint]prometheus.Counter{},
		broken: map[endpoint]prometheus.Counter{},
	}
	for e := range paths {
		if !e.isSearch() {
			m.allowed[e] = m.decisions.WithLabelValues(string(e), "allowed")
			m.denied[e] = m.decisions.WithLabelValues(string(e), "denied")
		}
	}
	m.broken[evaluations] = m.decisions.WithLabelValues(string(evaluations), "error")
	s.metrics = m
	all := []prometheus.Collector{m.decisions, m.requests, m.latency, &stateCollector{s}}
	if s.registry == nil {
		s.registry = prometheus.NewRegistry()
		process := collectors.NewProcessCollector(collectors.ProcessCollectorOpts{})
		all = append(all, collectors.NewGoCollector(), process)
	}
	for _, c := range all {
		if err := s.registry.Register(c); err != nil {
			return err
		}
	}
	return nil
}

// metricsHandler returns the handler of /metrics.
func (s *Server) metricsHandler() http.Handler {
	return promhttp.HandlerFor(s.registry, promhttp.HandlerOpts{})
}

// decided counts a decision.
func (m *metrics) decided(e endpoint, allowed bool) {
	if allowed {
		m.allowed[e].Inc()
	} else {
		m.denied[e].Inc()
	}
}

// failed counts an item that is not a request.
func (m *metrics) failed(e endpoint) { m.broken[e].Inc() }

// of returns a function that counts a request to an endpoint, with its status and its start.
func (m *metrics) of(e endpoint) func(status int, start time.Time) {
	ok, latency := m.requests.WithLabelValues(string(e), "200"), m.latency.WithLabelValues(string(e))
	return func(status int, start time.Time) {
		if status == http.StatusOK {
			ok.Inc()
		} else {
			m.requests.WithLabelValues(string(e), strconv.Itoa(status)).Inc()
		}
		latency.Observe(time.Since(start).Seconds())
	}
}

// A stateCollector collects what a server knows when it is asked.
type stateCollector struct{ server *Server }

var (
	infoDesc      = desc("rolecall_info", "Always 1; the label is the revision that is answered from.", "revision")
	subjectsDesc  = desc("rolecall_subjects", "Declared subjects of all orgs by type.", "type")
	resourcesDesc = desc("rolecall_resources", "Declared resources of all orgs by type. The folder General of each org is one.", "type")
	reloadsDesc   = desc("rolecall_reloads_total", "Reloads by kind and result.", "kind", "result")
	failingDesc   = desc("rolecall_reload_failing", "1 if the last reload of a kind failed, so that what was loaded before stays.", "kind")
	inFlightDesc  = desc("rolecall_requests_in_flight", "Requests that are being decided.")
	loggedDesc    = desc("rolecall_decision_log_lines_total", "Lines that the decision log has written.")
	droppedDesc   = desc("rolecall_decision_log_dropped_total", "Lines that the decision log has not written, by reason.", "reason")
)

func desc(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc(name, help, labels, nil)
}

// Describe describes what is collected.
func (c *stateCollector) Describe(descs chan<- *prometheus.Desc) {
	for _, desc := range []*prometheus.Desc{
		infoDesc, subjectsDesc, resourcesDesc, reloadsDesc, failingDesc, inFlightDesc, loggedDesc, droppedDesc,
	} {
		descs <- desc
	}
}

// Collect collects the state.
func (c *stateCollector) Collect(out chan<- prometheus.Metric) {
	gauge := func(desc *prometheus.Desc, v float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, v, labels...)
	}
	counter := func(desc *prometheus.Desc, v uint64, labels ...string) {
		out <- prometheus.MustNewConstMetric(desc, prometheus.CounterValue, float64(v), labels...)
	}
	s := c.server
	gauge(inFlightDesc, float64(s.inFlight.Load()))
	if st := s.state(); st != nil {
		gauge(infoDesc, 1, st.view.Revision())
		n := st.counts()
		for typ, count := range n.subjects {
			gauge(subjectsDesc, float64(count), typ)
		}
		for typ, count := range n.resources {
			gauge(resourcesDesc, float64(count), typ)
		}
	}
	for kind, r := range s.reloads.All() {
		counter(reloadsDesc, r.Succeeded, kind, "success")
		counter(reloadsDesc, r.Failed, kind, "failure")
		failing := 0.0
		if r.Error != "" {
			failing = 1
		}
		gauge(failingDesc, failing, kind)
	}
	if s.log != nil {
		n := s.log.Counts()
		counter(loggedDesc, n.Written)
		counter(droppedDesc, n.Overflowed, "full")
		counter(droppedDesc, n.Failed, "failed")
	}
}
