package decisionlog

import (
	"maps"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/rolecall/rolecall/engine/authzen"
	"github.com/rolecall/rolecall/internal/ijson"
)

// An Entry is a decision or a search to log. Members of its line are left out if they are empty here.
type Entry struct {
	// Time is when it was made; now if it is zero.
	Time time.Time
	// ID is the id of the decision; if it is empty, the log gives it one that is new.
	ID string
	// RequestID is the header X-Request-ID of the request.
	RequestID string
	// Instance is the OPA that decided, and Path the document that it was asked for. Both are empty
	// for decisions of this program.
	Instance, Path string
	// Endpoint is the name of the endpoint that was asked.
	Endpoint string
	// Request is the request. One that was not read is zero.
	Request authzen.Request
	// BadTime is the text of a time of the request that cannot be read.
	BadTime string
	// Outcome says which of Allowed and Total counts.
	Outcome Outcome
	Allowed bool
	Total   int
	// Reasons are those of a decision, and Error is why there is none. Both may have names of
	// subjects and resources in them.
	Reasons []string
	Error   string
	// Revision is that of the bundle or configuration. If there are several bundles, Revisions has
	// that of each in its place, by name.
	Revision  string
	Revisions map[string]string
	Duration  time.Duration
}

// An Outcome is the kind of an Entry.
type Outcome uint8

// The outcomes.
const (
	// Undecided means that there is no decision.
	Undecided Outcome = iota
	// Decided means that Allowed is the decision.
	Decided
	// Searched means that Total is the number of results.
	Searched
)

// small is the size in bytes up to which the memory of a line is used again.
const small = 4 << 10

// lineBuffers are for making lines.
var lineBuffers = sync.Pool{New: func() any { return new([]byte) }}

// Add logs an entry, or drops and counts it if too many lines wait for the sink.
func (l *Log) Add(e *Entry) {
	buffer := lineBuffers.Get().(*[]byte)
	line := l.appendLine((*buffer)[:0], e)
	if !l.append(line) {
		l.overflowed.Add(1)
	}
	if *buffer = line; cap(line) <= small {
		lineBuffers.Put(buffer)
	}
}

// AddAll logs entries, or none of them if too many lines wait for the sink: then it returns false,
// and the caller may try again. It also returns false for a closed log.
func (l *Log) AddAll(entries []Entry) bool {
	var lines []byte
	for i := range entries {
		lines = l.appendLine(lines, &entries[i])
	}
	return l.append(lines)
}

// append makes lines wait for the sink, if there is a place for all of them.
func (l *Log) append(lines []byte) bool {
	l.mu.Lock()
	fits := !l.closed && len(l.lines)+len(lines) <= l.most
	if fits {
		l.lines = append(l.lines, lines...)
	}
	l.mu.Unlock()
	l.signal()
	return fits
}

// appendLine appends the line of an entry.
func (l *Log) appendLine(b []byte, e *Entry) []byte {
	at := e.Time
	if at.IsZero() {
		at = time.Now()
	}
	b = append(b, `{"time":"`...)
	b = at.UTC().AppendFormat(b, time.RFC3339Nano)
	b = append(b, `","decision_id":`...)
	if e.ID != "" {
		b = ijson.AppendText(b, e.ID)
	} else {
		b = append(append(b, '"'), l.prefix...)
		b = strconv.AppendUint(b, l.number.Add(1), 10)
		b = append(b, '"')
	}
	b = appendText(b, `,"request_id":`, e.RequestID)
	b = appendText(b, `,"instance":`, e.Instance)
	b = appendText(b, `,"endpoint":`, e.Endpoint)
	b = appendText(b, `,"path":`, e.Path)
	b = append(b, `,"request":`...)
	b = l.masked.appendRequest(b, &e.Request, e.BadTime)
	switch e.Outcome {
	case Decided:
		b = append(b, `,"decision":`...)
		b = strconv.AppendBool(b, e.Allowed)
	case Searched:
		b = append(b, `,"total":`...)
		b = strconv.AppendInt(b, int64(e.Total), 10)
	}
	if l.masked&maskReasons == 0 {
		if len(e.Reasons) > 0 {
			b = append(b, `,"reasons":`...)
			b = ijson.AppendTexts(b, e.Reasons)
		}
		b = appendText(b, `,"error":`, e.Error)
	}
	b = appendText(b, `,"revision":`, e.Revision)
	b = appendRevisions(b, e.Revisions)
	b = append(b, `,"duration_ns":`...)
	b = strconv.AppendInt(b, e.Duration.Nanoseconds(), 10)
	return append(append(b, l.maskedText...), "}\n"...)
}

// appendRevisions appends the member with the revisions of several bundles, unless there are none.
func appendRevisions(b []byte, revisions map[string]string) []byte {
	if len(revisions) == 0 {
		return b
	}
	b = append(b, `,"revisions":{`...)
	for i, name := range slices.Sorted(maps.Keys(revisions)) {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(ijson.AppendText(b, name), ':')
		b = ijson.AppendText(b, revisions[name])
	}
	return append(b, '}')
}

// appendText appends a member that is a text, unless it is empty.
func appendText(b []byte, name, value string) []byte {
	if value == "" {
		return b
	}
	return ijson.AppendText(append(b, name...), value)
}
