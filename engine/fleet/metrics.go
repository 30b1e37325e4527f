package fleet

import (
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"
)

// counters count requests.
type counters struct {
	// sent, unchanged and refused are the answers to requests for bundles.
	sent, unchanged, refused atomic.Uint64
	status, logs             uploadCounts
	// events are the decisions that OPAs sent.
	events atomic.Uint64
}

// uploadCounts count uploads of a kind.
type uploadCounts struct{ taken, refused atomic.Uint64 }

func desc(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("rolecall_fleet_"+name, help, labels, nil)
}

var (
	instancesDesc = desc("instances",
		"OPAs that sent a status, by state: current if they run the newest bundles, else outdated.", "state")
	failingDesc   = desc("instances_failing", "OPAs that told of a problem last.")
	forgottenDesc = desc("instances_forgotten_total", "OPAs that were silent for long, or one of too many.")
	seenDesc      = desc("instance_seen_timestamp_seconds", "Time at which an OPA last told of itself.", "instance")
	problemDesc   = desc("instance_failing", "1 if an OPA told of a problem last.", "instance")
	runningDesc   = desc("bundle_current",
		"1 if an OPA runs the bundle that is handed out, with the revision that it runs.", "instance", "bundle", "revision")
	sinceDesc = desc("bundle_since_timestamp_seconds",
		"Time at which an OPA first told of the revision that it runs.", "instance", "bundle")
	requestsDesc = desc("bundle_requests_total", "Requests for bundles by outcome.", "outcome")
	waitingDesc  = desc("bundle_requests_waiting", "Requests that wait for a bundle.")
	uploadsDesc  = desc("uploads_total", "Status and decision logs of OPAs by outcome.", "kind", "outcome")
	eventsDesc   = desc("decisions_total", "Decisions that OPAs sent to be logged.")
)

// Describe describes the metrics of the fleet, for prometheus.Collector. There are a few for each OPA that
// is remembered, of which Limits bounds the number.
func (f *Fleet) Describe(descs chan<- *prometheus.Desc) {
	for _, desc := range []*prometheus.Desc{
		instancesDesc, failingDesc, forgottenDesc, seenDesc, problemDesc, runningDesc, sinceDesc,
		requestsDesc, waitingDesc, uploadsDesc, eventsDesc,
	} {
		descs <- desc
	}
}

// Collect collects the metrics of the fleet.
func (f *Fleet) Collect(out chan<- prometheus.Metric) {
	gauge := func(desc *prometheus.Desc, v float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, v, labels...)
	}
	counter := func(desc *prometheus.Desc, v uint64, labels ...string) {
		out <- prometheus.MustNewConstMetric(desc, prometheus.CounterValue, float64(v), labels...)
	}
	truth := map[bool]float64{true: 1}
	r := f.report()
	gauge(instancesDesc, float64(r.Current), "current")
	gauge(instancesDesc, float64(len(r.Instances)-r.Current), "outdated")
	gauge(failingDesc, float64(r.Failing))
	counter(forgottenDesc, r.Forgotten)
	for _, i := range r.Instances {
		gauge(seenDesc, float64(i.Seen.Unix()), i.ID)
		gauge(problemDesc, truth[i.Error != ""], i.ID)
		for _, b := range i.Bundles {
			gauge(runningDesc, truth[b.Current], i.ID, b.Name, b.Revision)
			gauge(sinceDesc, float64(b.Since.Unix()), i.ID, b.Name)
		}
	}
	gauge(waitingDesc, float64(r.Waiting))
	counter(requestsDesc, f.counts.sent.Load(), "sent")
	counter(requestsDesc, f.counts.unchanged.Load(), "unchanged")
	counter(requestsDesc, f.counts.refused.Load(), "refused")
	for kind, counts := range map[string]*uploadCounts{"status": &f.counts.status, "logs": &f.counts.logs} {
		counter(uploadsDesc, counts.taken.Load(), kind, "taken")
		counter(uploadsDesc, counts.refused.Load(), kind, "refused")
	}
	counter(eventsDesc, f.counts.events.Load())
}
