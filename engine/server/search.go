package server

import (
	"time"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/decisionlog"
	"github.com/rolecall/rolecall/internal/ijson"
)

// searchSubjects answers AuthZEN's subject search: which subjects of a type are allowed the
// request.
func (x *exchange) searchSubjects() error {
	s, err := x.search(subjectID)
	if err != nil {
		return err
	}
	seen := 0
	for subject := range x.view.WhoCan(s.asked).All() {
		if seen++; seen%betweenChecks == 0 && x.ctx.Err() != nil {
			return x.ctx.Err()
		}
		if subject.Type == s.asked.Subject.Type && s.add() {
			x.out = appendEntity(x.out, subject.Type, subject.ID)
		}
	}
	return s.end()
}

// searchResources answers AuthZEN's resource search: which resources of a type the subject is
// allowed the action on. A kind that a configuration cannot declare has one result with an empty
// id, which stands for any.
func (x *exchange) searchResources() error {
	s, err := x.search(resourceID)
	if err != nil {
		return err
	}
	// A request about a type without more is what the items are about.
	r, described := s.asked, false
	r.Resource = engine.Resource{Type: s.asked.Resource.Type}
	r.DataSources = nil
	if described = s.asked.Resource != r.Resource || s.asked.DataSources != nil; described {
		if err := s.addIfAllowed(s.asked); err != nil {
			return err
		}
	}
	switch {
	case r.Subject.IsGroup(): // asks nothing
	case r.Resource.Type == "org":
		for _, org := range x.view.Names("org", "") {
			r.Resource.ID = org
			if err := s.addIfAllowed(r); err != nil {
				return err
			}
		}
	default:
		seen := 0
		for access := range x.view.WhatCan(r).All() {
			if seen++; seen%betweenChecks == 0 && x.ctx.Err() != nil {
				return x.ctx.Err()
			}
			is := access.Resource
			if is.Type == r.Resource.Type && (is.ID != "" || !described) && s.add() {
				x.out = appendEntity(x.out, is.Type, is.ID)
			}
		}
	}
	return s.end()
}

// betweenChecks is the number of items after which a search looks whether the client is gone.
const betweenChecks = 1024

// searchActions answers AuthZEN's action search: which actions the subject is allowed on the
// resource.
func (x *exchange) searchActions() error {
	s, err := x.search(action)
	if err != nil {
		return err
	}
	r := s.asked
	for _, r.Action = range x.view.Actions(r.Resource.Type) {
		d, err := x.view.Check(x.ctx, r)
		if err != nil {
			return err
		}
		if d.Allowed && s.add() {
			x.out = append(x.out, `{"name":`...)
			x.out = append(ijson.AppendText(x.out, r.Action), '}')
		}
	}
	return s.end()
}

// addIfAllowed adds the resource of a request if the request is allowed.
func (s *search) addIfAllowed(r engine.Request) error {
	d, err := s.view.Check(s.ctx, r)
	if err == nil && d.Allowed && s.add() {
		s.out = appendEntity(s.out, r.Resource.Type, r.Resource.ID)
	}
	return err
}

// appendEntity appends a subject or a resource.
func appendEntity(b []byte, typ, id string) []byte {
	b = append(b, `{"type":`...)
	b = ijson.AppendText(b, typ)
	b = append(b, `,"id":`...)
	return append(ijson.AppendText(b, id), '}')
}

// A search is a list of results, of which one page is written.
type search struct {
	*exchange
	question question
	// asked is the request whose results are listed, at a fixed time.
	asked engine.Request
	page
	// total is how many results there are so far, and count how many are on the page.
	total, count int
}

// search begins a search for what the part without names.
func (x *exchange) search(without string) (*search, error) {
	q, err := ask(partsOf(x.body, without), without)
	if err != nil {
		return nil, err
	}
	s := &search{exchange: x, question: q, asked: x.named(q)}
	if s.page, err = x.pageOf(q); err != nil {
		return nil, err
	}
	switch {
	case q.badTime != "":
		s.asked.Time = lastTime // what is allowed then is allowed at any time
	case q.Time.IsZero():
		s.asked.Time = s.page.at
	}
	x.out = append(x.out, `{"results":[`...)
	return s, nil
}

// add counts a result, and reports whether it is to be written.
func (s *search) add() bool {
	s.total++
	if s.total <= s.offset || s.count == s.limit {
		return false
	}
	if s.count++; s.count > 1 {
		s.out = append(s.out, ',')
	}
	return true
}

// end ends the answer, and counts and logs the search.
func (s *search) end() error {
	s.out = append(s.out, `],`...)
	s.out = s.appendPage(s.out)
	s.out = append(s.out, '}', '\n')
	if log := s.server.log; log != nil {
		log.Add(&decisionlog.Entry{
			RequestID: s.requestID, Endpoint: string(s.endpoint), Request: s.question.Request, BadTime: s.question.badTime,
			Outcome: decisionlog.Searched, Total: s.total,
			Revision: s.view.Revision(), Duration: time.Since(s.start),
		})
	}
	return nil
}
