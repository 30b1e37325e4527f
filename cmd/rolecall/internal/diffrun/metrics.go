package diffrun

import (
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/rolecall/rolecall/engine/diff"
	"github.com/rolecall/rolecall/internal/files"
)

// Metrics are written to a file after each comparison; to none if it is empty.
type metrics struct {
	file string
	// errors counts the comparisons that failed since the last one that did not.
	errors int
}

// measure writes the metrics of a comparison, which may have failed.
func (r *driftRun) measure(failed error, at time.Time) error {
	if r.metrics.file == "" {
		return nil
	}
	if r.metrics.errors++; failed == nil {
		r.metrics.errors = 0
	}
	root, err := files.OpenRoot(filepath.Dir(r.metrics.file))
	if err != nil {
		return fmt.Errorf("write the metrics: %w", err)
	}
	defer root.Close()
	err = root.ReplaceAll(map[string][]byte{filepath.Base(r.metrics.file): []byte(r.metricsText(failed, at))})
	if err != nil {
		return fmt.Errorf("write the metrics: %w", err)
	}
	return nil
}

// metricsText returns the metrics in the text format of Prometheus. After a failure it has none of the access,
// which is not known then.
func (r *driftRun) metricsText(failed error, at time.Time) string {
	var b strings.Builder
	gauge := func(name, help string) { fmt.Fprintf(&b, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name) }
	one := func(name, help string, value int64) {
		gauge(name, help)
		fmt.Fprintf(&b, "%s %d\n", name, value)
	}
	both := func(name, help string, gained, lost int) {
		gauge(name, help)
		fmt.Fprintf(&b, "%s{change=%q} %d\n%s{change=%q} %d\n", name, diff.Gained, gained, name, diff.Lost, lost)
	}
	one("rolecall_drift_last_run_timestamp_seconds", "When the last comparison began.", at.Unix())
	one("rolecall_drift_errors", "Comparisons that failed since the last one that did not.", int64(r.metrics.errors))
	if failed != nil {
		return b.String()
	}
	drifted := int64(1)
	if r.diff.Same() {
		drifted = 0
	}
	groups := map[diff.Direction]int{}
	for _, g := range r.diff.Groups {
		groups[g.Change]++
	}
	one("rolecall_drift_drifted", "Whether "+r.name()+" gives other access than the configuration.", drifted)
	both("rolecall_drift_requests", "Requests that "+r.name()+" alone allows, or the configuration alone.",
		r.diff.Gained, r.diff.Lost)
	both("rolecall_drift_groups", "Groups of these requests with the same cause.",
		groups[diff.Gained], groups[diff.Lost])
	one("rolecall_drift_apart", "Differences without a change of access.", int64(len(r.apart)))
	one("rolecall_drift_not_read", "Things that "+r.name()+" did not tell.", int64(len(r.gaps)))
	return b.String()
}
