package main

import (
	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/suite/mutate"
)

// A mutationJSON is a change in the JSON of a report.
type mutationJSON struct {
	Kind mutate.Kind `json:"kind"`
	// Change says what the configuration says instead.
	Change  string         `json:"change"`
	File    string         `json:"file"`
	Line    int            `json:"line"`
	Verdict mutate.Verdict `json:"verdict"`
	// NoticedBy is the name of a test that fails.
	NoticedBy string       `json:"noticed_by,omitempty"`
	Gained    *changedJSON `json:"gained,omitempty"`
	Lost      *changedJSON `json:"lost,omitempty"`
}

// A changedJSON is how many answers change in one direction, and the first of
// them.
type changedJSON struct {
	Count    int             `json:"count"`
	Subject  string          `json:"subject"`
	Action   string          `json:"action"`
	Resource string          `json:"resource,omitempty"`
	Request  *engine.Request `json:"request"`
}

func (t *testRun) writeJSONMutations(r *mutationReport) error {
	changes := make([]mutationJSON, len(r.outcomes))
	for i := range r.outcomes {
		o := &r.outcomes[i]
		changes[i] = mutationJSON{
			Kind: o.Kind, Change: o.Text, File: r.path(o.Range.Filename), Line: o.Range.Start.Line,
			Verdict: o.Verdict, NoticedBy: o.By,
			Gained: r.changedJSON(o.Access.Gained), Lost: r.changedJSON(o.Access.Lost),
		}
	}
	return t.writeJSON(struct {
		FormatVersion int            `json:"format_version"`
		Seed          uint64         `json:"seed"`
		Noticed       int            `json:"noticed"`
		Survived      int            `json:"survived"`
		Equivalent    int            `json:"equivalent"`
		Untried       int            `json:"untried"`
		Changes       []mutationJSON `json:"changes"`
	}{
		formatVersion, r.seed, r.count(mutate.Noticed), r.count(mutate.Survived),
		r.count(mutate.Equivalent), r.count(mutate.Untried), changes,
	})
}

func (r *mutationReport) changedJSON(c engine.Changes) *changedJSON {
	if c.First == nil {
		return nil
	}
	request := r.changed(*c.First)
	return &changedJSON{
		Count: c.Count, Subject: word(request.Subject.Type, request.Subject.ID), Action: request.Action,
		Resource: word(request.Resource.Type, request.Resource.ID), Request: request,
	}
}
