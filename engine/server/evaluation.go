package server

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/decisionlog"
	"github.com/rolecall/rolecall/internal/ijson"
)

// evaluate answers AuthZEN's access evaluation request.
func (x *exchange) evaluate() error {
	q, err := ask(partsOf(x.body, ""), "")
	if err != nil {
		return err
	}
	e, err := x.decide(q)
	if err == nil {
		x.out = append(appendEvaluation(x.out, e), '\n')
	}
	return err
}

// decide decides a question, and counts and logs the decision.
func (x *exchange) decide(q question) (engine.Evaluation, error) {
	start := x.start
	if x.endpoint == evaluations {
		start = time.Now()
	}
	e, err := x.evaluation(x.ctx, q)
	if err != nil {
		return engine.Evaluation{}, err
	}
	x.decided(q, e, start)
	return e, nil
}

// decided counts and logs a decision.
func (x *exchange) decided(q question, e engine.Evaluation, start time.Time) {
	x.server.metrics.decided(x.endpoint, e.Allowed)
	if log := x.server.log; log != nil {
		log.Add(&decisionlog.Entry{
			RequestID: x.requestID, Endpoint: string(x.endpoint), Request: q.Request, BadTime: q.badTime,
			Outcome: decisionlog.Decided, Allowed: e.Allowed, Reasons: e.Reasons,
			Revision: x.view.Revision(), Duration: time.Since(start),
		})
	}
}

// appendEvaluation appends AuthZEN's evaluation response.
func appendEvaluation(b []byte, e engine.Evaluation) []byte {
	b = append(b, `{"decision":`...)
	b = strconv.AppendBool(b, e.Allowed)
	b = append(b, `,"context":{"reasons":`...)
	return append(ijson.AppendTexts(b, e.Reasons), '}', '}')
}

// evaluateAll answers AuthZEN's access evaluations request.
func (x *exchange) evaluateAll() error {
	ends, err := semantic(x.body)
	if err != nil {
		return err
	}
	n := x.body.Len("evaluations")
	switch {
	case n == 0 && x.body.Has("evaluations") && !x.body.IsList("evaluations"):
		return invalid("evaluations", "evaluations is not a list of objects")
	case n == 0:
		return x.evaluate()
	case n > x.server.limits.Evaluations:
		return problem{
			status: http.StatusRequestEntityTooLarge, field: "evaluations",
			message: "there are more than " + strconv.Itoa(x.server.limits.Evaluations) + " evaluations",
		}
	}
	// Looked up once: the object may have many more members, and there may be many items.
	defaults := partsOf(x.body, "")
	if err := defaults.takeErr(); err != nil {
		return wrong(err)
	}
	x.out = append(x.out, `{"evaluations":[`...)
	first := true
	for item := range x.body.Objects("evaluations") {
		if !first {
			x.out = append(x.out, ',')
		}
		first = false
		allowed, err := x.evaluateItem(item, defaults)
		if err == nil {
			err = x.holdAnswer() // reasons have names of the request, which may be long
		}
		if err != nil {
			return err
		}
		if ends != nil && *ends == allowed {
			break
		}
	}
	x.out = append(x.out, ']', '}', '\n')
	return nil
}

// evaluateItem decides an item of an access evaluations request. An item that is not a whole
// request is denied with the reason, and does not keep the others from being decided.
func (x *exchange) evaluateItem(item ijson.Object, defaults parts) (allowed bool, err error) {
	q, err := ask(partsOf(item, "").or(defaults), "")
	var p problem
	if errors.As(err, &p) {
		x.server.metrics.failed(x.endpoint)
		x.out = append(x.out, `{"decision":false,"context":{"error":`...)
		x.out = append(appendProblem(x.out, p), '}', '}')
		return false, nil
	}
	e, err := x.decide(q)
	if err == nil {
		x.out = appendEvaluation(x.out, e)
	}
	return e.Allowed, err
}

// semantic returns the decision at which evaluations end; nil if all are made.
func semantic(body ijson.Object) (ends *bool, err error) {
	const field = "options.evaluations_semantic"
	name := body.Object("options").Text("evaluations_semantic")
	if err := body.TakeErr(); err != nil {
		return nil, wrong(err)
	}
	switch name {
	case "", "execute_all":
		return nil, nil
	case "deny_on_first_deny":
		return new(bool), nil
	case "permit_on_first_permit":
		permit := true
		return &permit, nil
	}
	return nil, invalid(field, field+" is not execute_all, deny_on_first_deny or permit_on_first_permit")
}
