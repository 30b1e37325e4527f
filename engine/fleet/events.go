package fleet

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/decisionlog"
)

// An event is a decision of an OPA: EventV1 of its decision log plugin.
type event struct {
	Labels   map[string]string `json:"labels"`
	ID       string            `json:"decision_id"`
	Revision string            `json:"revision"`
	Bundles  map[string]struct {
		Revision string `json:"revision"`
	} `json:"bundles"`
	Path    string          `json:"path"`
	Input   json.RawMessage `json:"input"`
	Result  json.RawMessage `json:"result"`
	Error   json.RawMessage `json:"error"`
	Time    time.Time       `json:"timestamp"`
	Metrics struct {
		Duration float64 `json:"timer_server_handler_ns"`
	} `json:"metrics"`
}

// endpoint is the name of the endpoint in the lines of decisions of OPAs.
const endpoint = "opa"

// asks is the package of the policies that requests are asked of. The inputs of other policies are not
// requests, and may have anything in them, so that they are not logged.
const asks = "rolecall/authz"

// takeLogs takes decisions of an OPA: all, or none, so that the OPA can send them again.
func (f *Fleet) takeLogs(w http.ResponseWriter, r *http.Request) {
	if f.log == nil {
		f.counts.logs.refused.Add(1)
		refuse(w, problem{http.StatusNotFound, "the server has no decision log"})
		return
	}
	f.upload(w, r, &f.counts.logs, func(text []byte) error {
		var events []json.RawMessage
		if err := decode(text, &events); err != nil {
			return problemf(http.StatusBadRequest, "the decisions: %v", err)
		}
		entries := make([]decisionlog.Entry, len(events))
		for i, raw := range events {
			var e event
			err := decode(raw, &e)
			if err == nil && e.ID == "" {
				err = errors.New("it has no id")
			}
			if err != nil {
				return problemf(http.StatusBadRequest, "decision %d: %v", i+1, err)
			}
			entries[i] = e.entry()
		}
		if !f.log.AddAll(entries) {
			return problem{http.StatusServiceUnavailable, "too many decisions wait to be logged"}
		}
		f.counts.events.Add(uint64(len(entries)))
		return nil
	})
}

// entry returns an event as it is logged.
func (e *event) entry() decisionlog.Entry {
	entry := decisionlog.Entry{
		Time: e.Time, ID: e.ID, Instance: e.Labels["id"], Endpoint: endpoint, Path: e.Path,
		Revision: e.Revision, Duration: time.Duration(e.Metrics.Duration),
	}
	if len(e.Error) > 0 {
		entry.Error = textOf(e.Error)
	}
	for name, b := range e.Bundles {
		if len(e.Bundles) == 1 {
			entry.Revision = b.Revision
			break
		}
		if entry.Revisions == nil {
			entry.Revisions = map[string]string{}
		}
		entry.Revisions[name] = b.Revision
	}
	if path := strings.Trim(e.Path, "/"); path == asks || strings.HasPrefix(path, asks+"/") {
		var r engine.Request
		if json.Unmarshal(e.Input, &r) == nil {
			entry.Request = r
		}
		e.decided(&entry)
	}
	return entry
}

// decided adds the decision to an entry, if there is one.
func (e *event) decided(entry *decisionlog.Entry) {
	var allowed bool
	if json.Unmarshal(e.Result, &allowed) == nil && string(e.Result) != "null" {
		entry.Outcome, entry.Allowed = decisionlog.Decided, allowed
		return
	}
	var d struct {
		Decision *bool
		Context  struct{ Reasons []string }
	}
	if json.Unmarshal(e.Result, &d) == nil && d.Decision != nil {
		entry.Outcome, entry.Allowed, entry.Reasons = decisionlog.Decided, *d.Decision, d.Context.Reasons
	}
}
