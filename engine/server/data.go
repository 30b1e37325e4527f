package server

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/internal/ijson"
)

// malformed is the reason of the policies for an input that is not a request. TestData compares
// it with theirs.
const malformed = "the request is not an object with a subject and an action"

// noInput is what OPA adds to the answer to a request without an input.
const noInput = `,"warning":{"code":"api_usage_warning","message":"'input' key missing from the request"}`

// beyondTime is a time that no request can have.
var beyondTime = lastTime.AddDate(1, 0, 0)

// allow answers OPA's data API for the entrypoint rolecall/authz/allow.
func (x *exchange) allow() error {
	q, formed := x.input()
	var e engine.Evaluation
	if formed && q.badTime == "" {
		var err error
		if e.Decision, err = x.view.Check(x.ctx, q.Request); err != nil {
			return err
		}
	}
	x.decided(q, e, x.start)
	return x.result(strconv.AppendBool(append(x.out, `{"result":`...), e.Allowed))
}

// decision answers OPA's data API for the entrypoint rolecall/authz/decision.
func (x *exchange) decision() error {
	q, formed := x.input()
	e := engine.Evaluation{Reasons: []string{malformed}}
	switch {
	case !formed:
	case q.badTime != "":
		r := q.Request
		r.Time = beyondTime
		p := x.view.Problem(r)
		if p.Kind == explain.BadTime {
			p.Time = q.badTime
		}
		e.Reasons = []string{p.String()}
	default:
		var err error
		if e, err = x.view.Evaluate(x.ctx, q.Request); err != nil {
			return err
		}
	}
	x.decided(q, e, x.start)
	b := append(x.out, `{"result":{"context":{"reasons":`...)
	b = ijson.AppendTexts(b, e.Reasons)
	b = append(b, `},"decision":`...)
	return x.result(append(strconv.AppendBool(b, e.Allowed), '}'))
}

// input reads the input, and reports whether it is a request.
func (x *exchange) input() (q question, formed bool) {
	q, err := readQuestion(partsOf(x.body.Object("input"), ""), "")
	return q, err == nil && x.body.TakeErr() == nil && q.hasTime && q.Subject.Type != "" && q.Action != ""
}

// result ends an answer. Of OPA's parameters, it follows pretty.
func (x *exchange) result(b []byte) error {
	if !x.body.Has("input") {
		b = append(b, noInput...)
	}
	x.out = append(b, '}', '\n')
	if x.query == "" {
		return nil
	}
	parameters, err := url.ParseQuery(x.query)
	if pretty, ok := parameters["pretty"]; err == nil && ok && pretty[len(pretty)-1] != "false" {
		var indented bytes.Buffer
		if err := json.Indent(&indented, x.out, "", "  "); err != nil {
			return err
		}
		x.out = indented.Bytes()
	}
	return nil
}

// appendDataProblem appends a problem in the form of OPA's data API.
func appendDataProblem(b []byte, p problem) []byte {
	code := "internal_error"
	if p.status == http.StatusBadRequest {
		code = "invalid_parameter"
	}
	b = append(b, `{"code":`...)
	b = ijson.AppendText(b, code)
	b = append(b, `,"message":`...)
	return append(ijson.AppendText(b, p.message), '}', '\n')
}
