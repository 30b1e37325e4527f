package server

import (
	"context"
	"errors"
	"math"
	"slices"
	"time"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/internal/ijson"
	"github.com/rolecall/rolecall/internal/moment"
)

// A question is a request, as AuthZEN has it.
type question struct {
	engine.Request
	// badTime is the text of a time that cannot be read; empty for any other time. A request
	// that does not depend on the time must be answered all the same.
	badTime string
	// hasTime reports whether the time is text, null or missing.
	hasTime bool
}

// The first and the last time that a request can have. Whatever expires is valid at the first,
// if it is ever valid, and expired at the last.
var (
	firstTime = time.Unix(0, math.MinInt64)
	lastTime  = time.Unix(0, math.MaxInt64)
)

// Parts of a question that an endpoint does without.
const (
	subjectID  = "subject.id"
	action     = "action"
	resourceID = "resource.id"
)

// parts are the members of a question. Each may be missing.
type parts struct{ subject, action, resource, context ijson.Object }

// partsOf returns the parts of a question in an object. The part without does not count.
func partsOf(o ijson.Object, without string) parts {
	p := parts{subject: o.Object("subject"), resource: o.Object("resource"), context: o.Object("context")}
	if without != action {
		p.action = o.Object(action)
	}
	return p
}

// or returns the parts, with those of the defaults, whole, in place of missing ones.
func (p parts) or(defaults parts) parts {
	for _, part := range [...]struct{ is, otherwise *ijson.Object }{
		{&p.subject, &defaults.subject}, {&p.action, &defaults.action},
		{&p.resource, &defaults.resource}, {&p.context, &defaults.context},
	} {
		if !part.is.Present() {
			*part.is = *part.otherwise
		}
	}
	return p
}

// takeErr returns the first error of reading the parts, and forgets it.
func (p parts) takeErr() error { return p.subject.TakeErr() }

// ask reads a question. The part without may be missing, and does not count. The error is a
// problem that names the member.
func ask(p parts, without string) (question, error) {
	q, err := readQuestion(p, without)
	if err != nil {
		return question{}, err
	}
	for _, needed := range [...]struct {
		name string
		has  bool
	}{
		{"subject", p.subject.Present()},
		{"subject.type", q.Subject.Type != ""},
		{subjectID, p.subject.Has("id")},
		{action, p.action.Present()},
		{"action.name", q.Action != ""},
		{"resource", p.resource.Present()},
		{"resource.type", q.Resource.Type != ""},
		{resourceID, p.resource.Has("id")},
	} {
		if !needed.has && needed.name != without && (without != action || needed.name != "action.name") {
			return question{}, invalid(needed.name, needed.name+" is missing")
		}
	}
	return q, nil
}

// readQuestion reads a question of which anything may be missing.
func readQuestion(p parts, without string) (question, error) {
	subject, resource, context := p.subject, p.resource, p.context
	about, around := subject.Object("properties"), resource.Object("properties")
	q := question{Request: engine.Request{
		Subject: engine.Subject{
			Type:   subject.Text("type"),
			Groups: about.Texts("groups"),
			Token:  about.Text("token"),
		},
		Resource: engine.Resource{
			Type:      resource.Text("type"),
			Folder:    around.Text("folder"),
			Dashboard: around.Text("dashboard"),
			CreatedBy: around.Text("created_by"),
		},
		DataSources: around.Texts("data_sources"),
		Org:         context.Text("org"),
	}}
	if without != subjectID {
		q.Subject.ID = subject.Text("id")
	}
	if without != resourceID {
		q.Resource.ID = resource.Text("id")
	}
	if without != action {
		q.Action = p.action.Text("name")
	}
	at, isText := context.TextOrOther("time")
	q.setTime(at, isText)
	if err := p.takeErr(); err != nil {
		return question{}, wrong(err)
	}
	return q, nil
}

// wrong returns the problem of a member of a wrong type.
func wrong(err error) error {
	var member *ijson.MemberError
	if errors.As(err, &member) {
		return invalid(member.Member, err.Error())
	}
	return invalid("", err.Error())
}

// setTime sets the time to that of a text. No text and null mean now.
func (q *question) setTime(text string, isText bool) {
	q.hasTime = isText
	if text == "" && isText {
		return
	}
	at, err := moment.Parse(text)
	switch {
	case isText && err == nil:
		q.Time = at
	case text == "":
		q.badTime = "a list or an object"
	default:
		q.badTime = text
	}
}

// named returns the request as the engine has it: a type that has no id takes any.
func (st *state) named(q question) engine.Request {
	r := q.Request
	if st.withoutID[r.Resource.Type] {
		r.Resource.ID = ""
	}
	return r
}

// evaluation decides a question, with the reasons. A question with a time that cannot be read is
// denied if its answer depends on the time.
func (st *state) evaluation(ctx context.Context, q question) (engine.Evaluation, error) {
	r := st.named(q)
	if q.badTime == "" {
		return st.view.Evaluate(ctx, r)
	}
	r.Time = lastTime
	last, err := st.view.Evaluate(ctx, r)
	if err != nil || last.Allowed {
		return last, err
	}
	r.Time = firstTime
	first, err := st.view.Evaluate(ctx, r)
	if err == nil && (first.Allowed || !slices.Equal(first.Reasons, last.Reasons)) {
		first = engine.Evaluation{Reasons: []string{unreadable(q.badTime)}}
	}
	return first, err
}

// unreadable returns the reason of a denial because of a time.
func unreadable(time string) string {
	return explain.Problem{Kind: explain.BadTime, Time: time}.String()
}
