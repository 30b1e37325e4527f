package server

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/rolecall/rolecall/internal/ijson"
)

// An exchange is a request to an endpoint and its answer. A Server uses its memory again for
// others.
type exchange struct {
	server   *Server
	endpoint endpoint
	*state
	ctx   context.Context
	query string
	// start is when the request came, and requestID its header, empty for none.
	start     time.Time
	requestID string
	in        []byte
	doc       ijson.Document
	body      ijson.Object
	// out is the answer so far.
	out []byte
	// held is how many bytes of Server.bodies are of this exchange, and heldOut how many of out
	// are among them.
	held    int64
	heldOut int
}

// small is the size in bytes up to which bodies and answers do not count, and whose memory is
// kept for others.
const small = 4 << 10

// A problem is the reason why a request has no answer.
type problem struct {
	status  int
	message string
	// field is the member that is wrong; empty for none.
	field string
	// closes reports whether the connection is to be closed.
	closes bool
	// ofData reports whether the answer is to have the form of OPA's data API.
	ofData bool
}

func (p problem) Error() string { return p.message }

// invalid is the problem of a member of a request.
func invalid(field, message string) problem {
	return problem{status: http.StatusBadRequest, message: message, field: field}
}

// Problems of busy servers.
var (
	errBusy     = problem{status: http.StatusServiceUnavailable, message: "too many requests are in flight"}
	errBodies   = problem{status: http.StatusServiceUnavailable, message: "too many large requests are in flight"}
	errSearches = problem{status: http.StatusTooManyRequests, message: "too many searches are in flight"}
	errNotReady = problem{status: http.StatusServiceUnavailable, message: "no configuration is loaded"}
)

// asking returns the handler of an endpoint.
func (s *Server) asking(e endpoint, answer func(*exchange) error) http.Handler {
	observe := s.metrics.of(e)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		if !s.tokens.authorize(w, r) {
			observe(http.StatusUnauthorized, start)
			return
		}
		x := s.exchanges.Get().(*exchange)
		defer s.put(x)
		x.endpoint, x.start, x.ctx, x.query, x.requestID = e, start, r.Context(), r.URL.RawQuery, ""
		if id := r.Header[requestID]; len(id) > 0 {
			x.requestID = id[0]
		}
		err := x.read(w, r)
		if err == nil {
			err = x.answer(answer)
		}
		observe(x.write(w, err), start)
	})
}

// put keeps the memory of an exchange for another.
func (s *Server) put(x *exchange) {
	s.bodies.Add(-x.held)
	x.doc.Forget()
	x.state, x.ctx, x.query, x.requestID, x.held, x.heldOut, x.body = nil, nil, "", "", 0, 0, ijson.Object{}
	if cap(x.in) > small {
		x.in = nil
	}
	if cap(x.out) > small {
		x.out = nil
	}
	s.exchanges.Put(x)
}

// hold counts bytes of a large body or answer.
func (x *exchange) hold(bytes int) error {
	if bytes <= small {
		return nil
	}
	most := int64(x.server.limits.Bodies)
	x.held += int64(bytes)
	switch all := x.server.bodies.Add(int64(bytes)); {
	case x.held > most: // it would not help to ask again
		message := "the request and its answer take more than " + strconv.FormatInt(most, 10) + " bytes"
		return problem{status: http.StatusRequestEntityTooLarge, message: message, closes: true}
	case all > most:
		return errBodies
	}
	return nil
}

// holdAnswer counts the bytes that the answer has more than when it was last called.
func (x *exchange) holdAnswer() error {
	more := len(x.out) - x.heldOut
	if more <= small {
		return nil
	}
	x.heldOut += more
	return x.hold(more)
}

// read reads the body, which must be one object in JSON.
func (x *exchange) read(w http.ResponseWriter, r *http.Request) error {
	if !x.endpoint.reads(r.Header.Get("Content-Type")) {
		return problem{status: http.StatusBadRequest, message: "the Content-Type is not application/json", closes: true}
	}
	if coding := r.Header.Get("Content-Encoding"); coding != "" && coding != "identity" {
		const message = "a Content-Encoding is not supported"
		return problem{status: http.StatusUnsupportedMediaType, message: message, closes: true}
	}
	if err := x.readAll(r); err != nil {
		var p problem
		switch {
		case errors.As(err, &p):
			return p
		case errors.Is(err, os.ErrDeadlineExceeded):
			return problem{status: http.StatusRequestTimeout, message: "the body took too long", closes: true}
		}
		return problem{status: http.StatusBadRequest, message: "the body ended too early", closes: true}
	}
	if len(x.in) == 0 {
		if x.endpoint.isData() {
			return nil // OPA takes it for a request without an input
		}
		return invalid("", "the body is empty")
	}
	var err error
	if x.body, err = x.doc.Parse(string(x.in)); err != nil {
		return invalid("", "the body: "+err.Error())
	}
	return x.hold(x.doc.Size())
}

// readAll reads the body up to the limit.
func (x *exchange) readAll(r *http.Request) error {
	most := x.server.limits.Body
	tooLarge := problem{
		status: http.StatusRequestEntityTooLarge, closes: true,
		message: "the body has more than " + strconv.Itoa(most) + " bytes",
	}
	if r.ContentLength > int64(most) {
		return tooLarge
	}
	if x.in == nil {
		x.in = make([]byte, 0, small)
	}
	for x.in = x.in[:0]; ; {
		n, err := r.Body.Read(x.in[len(x.in):cap(x.in)])
		x.in = x.in[:len(x.in)+n]
		switch {
		case len(x.in) > most:
			return tooLarge
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		}
		if len(x.in) == cap(x.in) {
			grown := 2 * cap(x.in)
			if err := x.hold(grown); err != nil {
				return err
			}
			x.in = append(make([]byte, 0, grown), x.in...)
		}
	}
}

// reads reports whether an endpoint reads bodies of a content type. OPA's data API takes anything
// for JSON that is not called YAML.
func (e endpoint) reads(contentType string) bool {
	if e.isData() {
		return !strings.Contains(contentType, "yaml")
	}
	return isJSON(contentType)
}

// isJSON reports whether a content type is that of JSON, with any parameters.
func isJSON(contentType string) bool {
	if contentType == "application/json" {
		return true
	}
	media, _, err := mime.ParseMediaType(contentType)
	return (err == nil || errors.Is(err, mime.ErrInvalidMediaParameter)) && media == "application/json"
}

// answer makes the answer, within the limits on work.
func (x *exchange) answer(answer func(*exchange) error) error {
	s := x.server
	defer s.inFlight.Add(-1)
	if s.inFlight.Add(1) > int64(s.limits.InFlight) {
		return errBusy
	}
	if x.endpoint.isSearch() {
		defer s.searches.Add(-1)
		if s.searches.Add(1) > int64(s.limits.Searches) {
			return errSearches
		}
	}
	if x.state = s.state(); x.state == nil {
		return errNotReady
	}
	x.out = x.out[:0]
	if err := answer(x); err != nil {
		return err
	}
	return x.holdAnswer()
}

// The values of headers of all answers. They are shared, and nobody changes them.
var (
	jsonType = []string{"application/json"}
	noStore  = []string{"no-store"}
)

// whole is the size in bytes up to which net/http itself tells the length of an answer. It would send longer ones
// in chunks.
const whole = 1 << 10

// write writes the answer, or the problem in its place, and returns the status.
func (x *exchange) write(w http.ResponseWriter, err error) int {
	if err != nil {
		var p problem
		if !errors.As(err, &p) {
			p = problem{status: http.StatusServiceUnavailable, message: "no decision was made: " + err.Error()}
		}
		p.ofData = x.endpoint.isData()
		writeProblem(w, p)
		return p.status
	}
	h := w.Header()
	h["Content-Type"], h["Cache-Control"] = jsonType, noStore
	if len(x.out) > whole {
		h["Content-Length"] = []string{strconv.Itoa(len(x.out))}
	}
	_, _ = w.Write(x.out) // there is nobody to tell of an error
	return http.StatusOK
}

// writeProblem answers with a problem.
func writeProblem(w http.ResponseWriter, p problem) {
	h := w.Header()
	h["Content-Type"], h["Cache-Control"] = jsonType, noStore
	if p.status == http.StatusServiceUnavailable || p.status == http.StatusTooManyRequests {
		h.Set("Retry-After", "1")
	}
	if p.closes {
		h.Set("Connection", "close")
	}
	w.WriteHeader(p.status)
	if p.ofData {
		_, _ = w.Write(appendDataProblem(nil, p))
		return
	}
	_, _ = w.Write(append(appendProblem([]byte(`{"error":`), p), '}', '\n'))
}

// appendProblem appends the JSON of a problem.
func appendProblem(b []byte, p problem) []byte {
	b = append(b, `{"status":`...)
	b = strconv.AppendInt(b, int64(p.status), 10)
	b = append(b, `,"message":`...)
	b = ijson.AppendText(b, p.message)
	if p.field != "" {
		b = append(b, `,"field":`...)
		b = ijson.AppendText(b, p.field)
	}
	return append(b, '}')
}
