package fleet

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
)

// An instance is an OPA, as it has told of itself.
type instance struct {
	labels      map[string]string
	first, seen time.Time
	bundles     map[string]*running
	// problem is the present problem, and lastProblem the last one, of lastTime. They are empty for
	// none.
	problem, lastProblem string
	lastTime             time.Time
}

// A running is a bundle that an OPA runs.
type running struct {
	revision string
	// activated is when the OPA says that it took the revision, by its clock; zero if it has none.
	// since is when it first told of it.
	activated, since time.Time
	// problem is why it has not taken a newer one; empty for nothing.
	problem string
}

// instances are the OPAs that sent a status, by their label id.
type instances struct {
	// most is how many are remembered.
	most int

	mu   sync.Mutex
	byID map[string]*instance
	// forgotten is how many were forgotten.
	forgotten uint64
}

// forgetAfter is the time after which a silent OPA is forgotten.
const forgetAfter = 24 * time.Hour

// take takes a status.
func (all *instances) take(s *status, now time.Time) {
	all.mu.Lock()
	defer all.mu.Unlock()
	if all.byID == nil {
		all.byID = map[string]*instance{}
	}
	id := s.Labels["id"]
	i := all.byID[id]
	if i == nil {
		all.forget(now, all.most-1)
		i = &instance{first: now, bundles: map[string]*running{}}
		all.byID[id] = i
	}
	i.take(s, now)
}

// take takes a status of the OPA itself.
func (i *instance) take(s *status, now time.Time) {
	i.seen, i.labels = now, s.Labels
	bundles := make(map[string]*running, len(s.Bundles))
	var problems []string
	for _, name := range slices.Sorted(maps.Keys(s.Bundles)) {
		b := s.Bundles[name]
		if b == nil {
			continue
		}
		is := &running{revision: b.Revision, activated: b.Activated, since: now, problem: b.problem()}
		if before := i.bundles[name]; before != nil && before.revision == is.revision {
			is.since = before.since
		}
		if bundles[name] = is; is.problem != "" {
			problems = append(problems, name+": "+is.problem)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s.Plugins)) {
		// A bundle that is not there yet has told its reason, if it has one.
		if p := s.Plugins[name].problem(name); p != "" && name != "bundle" {
			problems = append(problems, p)
		}
	}
	if p := s.DecisionLogs.problem("decision_logs"); p != "" {
		problems = append(problems, p)
	}
	i.bundles, i.problem = bundles, cut(strings.Join(problems, "; "))
	if i.problem != "" {
		i.lastProblem, i.lastTime = i.problem, now
	}
}

// forget forgets the OPAs that were silent for long. If too many are left, it forgets the most silent ones
// of them, too.
func (all *instances) forget(now time.Time, most int) {
	before := len(all.byID)
	maps.DeleteFunc(all.byID, func(_ string, i *instance) bool { return now.Sub(i.seen) > forgetAfter })
	for len(all.byID) > most {
		oldest := ""
		for id, i := range all.byID {
			if was := all.byID[oldest]; was == nil || i.seen.Before(was.seen) {
				oldest = id
			}
		}
		delete(all.byID, oldest)
	}
	all.forgotten += uint64(before - len(all.byID))
}
