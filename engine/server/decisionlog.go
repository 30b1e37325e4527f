package server

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/internal/ijson"
)

// A DecisionLog writes each decision as a line of JSON. Decisions never wait for it: lines go to
// memory, and from there to the sink. What does not fit there, because the sink is too slow, or
// does not write at all, is dropped and counted. It is safe for concurrent use.
type DecisionLog struct {
	sink   io.Writer
	masked mask
	// maskedText is the end of each line that tells what is masked.
	maskedText string
	failed     func(error)
	most       int

	mu sync.Mutex
	// lines are those that are not written yet.
	lines  []byte
	closed bool

	wake chan struct{}
	done chan struct{}

	written, overflowed, lost atomic.Uint64
	// prefix and number make the ids of decisions.
	prefix string
	number atomic.Uint64
}

// A LogOption changes what a DecisionLog does.
type LogOption func(*DecisionLog) error

// WithMask leaves parts of requests and answers out of the lines: "subject.id",
// "subject.properties", "resource.id", "resource.properties", "context" or "reasons". Reasons
// name subjects and resources, so any mask leaves them out, too.
func WithMask(parts ...string) LogOption {
	return func(l *DecisionLog) error {
		for _, part := range parts {
			i := slices.Index(maskable, part)
			if i < 0 {
				return fmt.Errorf("%q cannot be masked; what can is %s", part, strings.Join(maskable, ", "))
			}
			l.masked |= 1<<i | maskReasons
		}
		return nil
	}
}

// WithBuffer sets how many bytes of lines wait for the sink at most; 16 MiB by default. As many
// again are on their way to the sink.
func WithBuffer(bytes int) LogOption {
	return func(l *DecisionLog) error {
		if bytes < 1 {
			return errors.New("the buffer has no bytes")
		}
		l.most = bytes
		return nil
	}
}

// WithFailures calls a function with the error of the sink when writing begins to fail, and with
// nil once it works again. One goroutine at a time calls it.
func WithFailures(failed func(error)) LogOption {
	return func(l *DecisionLog) error {
		l.failed = failed
		return nil
	}
}

// A mask is a set of parts that are left out.
type mask uint8

// maskable are the parts that can be left out. The bit of each is its place.
var maskable = []string{"subject.id", "subject.properties", "resource.id", "resource.properties", "context", "reasons"}

const (
	maskSubject mask = 1 << iota
	maskSubjectProperties
	maskResource
	maskResourceProperties
	maskContext
	maskReasons
)

// NewDecisionLog returns a log that writes to a sink, which may block and may fail. Each Write
// has whole lines. The log has a goroutine until it is closed.
func NewDecisionLog(sink io.Writer, opts ...LogOption) (*DecisionLog, error) {
	if sink == nil {
		return nil, errors.New("make a decision log: the sink is nil")
	}
	var random [8]byte
	rand.Read(random[:]) // never fails
	l := &DecisionLog{
		sink: sink, most: 16 << 20, failed: func(error) {}, prefix: hex.EncodeToString(random[:]) + "-",
		wake: make(chan struct{}, 1), done: make(chan struct{}),
	}
	for _, opt := range opts {
		if err := opt(l); err != nil {
			return nil, fmt.Errorf("make a decision log: %w", err)
		}
	}
	l.maskedText = l.masked.text()
	go l.run()
	return l, nil
}

// Close ends the log, once it has written all lines so far. Lines that come later are dropped. It
// returns the error of the context if that ends first, as the sink may block.
func (l *DecisionLog) Close(ctx context.Context) error {
	l.mu.Lock()
	l.closed = true
	l.mu.Unlock()
	l.signal()
	select {
	case <-l.done:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("close the decision log: %w", ctx.Err())
	}
}

// Dropped returns how many lines were dropped: because too many waited for the sink, and because
// the sink failed.
func (l *DecisionLog) Dropped() (overflowed, failed uint64) {
	return l.overflowed.Load(), l.lost.Load()
}

// logged are the counts of a log.
type logged struct {
	Written    uint64 `json:"written"`
	Overflowed uint64 `json:"dropped_full"`
	Failed     uint64 `json:"dropped_failed"`
}

func (l *DecisionLog) counts() *logged {
	return &logged{l.written.Load(), l.overflowed.Load(), l.lost.Load()}
}

func (l *DecisionLog) signal() {
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// betweenWrites is how long lines wait for others that are written together with them.
const betweenWrites = 10 * time.Millisecond

// run writes lines until the log is closed.
func (l *DecisionLog) run() {
	defer close(l.done)
	w := sinkWriter{DecisionLog: l}
	var spare []byte
	for range l.wake {
		l.mu.Lock()
		closed := l.closed
		l.mu.Unlock()
		if !closed {
			time.Sleep(betweenWrites)
		}
		l.mu.Lock()
		lines := l.lines
		l.lines = spare[:0]
		closed = l.closed
		l.mu.Unlock()
		w.write(lines)
		if spare = lines; cap(spare) > l.most/4 {
			spare = nil
		}
		if closed {
			return
		}
	}
}

// A sinkWriter writes to the sink of a log, which may fail.
type sinkWriter struct {
	*DecisionLog
	// torn reports whether the sink has taken a part of a line, and failing whether the last
	// write failed.
	torn, failing bool
}

// write writes lines. It counts those that the sink has not taken whole.
func (w *sinkWriter) write(lines []byte) {
	if len(lines) == 0 {
		return
	}
	out := lines
	if w.torn {
		out = append([]byte("\n"), lines...) // so that no line begins within another
	}
	n, err := w.sink.Write(out)
	taken := min(max(n, 0), len(out))
	if err == nil && taken < len(out) {
		err = io.ErrShortWrite
	}
	all, whole := count(out), count(out[:taken])
	if w.torn {
		all--
		whole = max(whole-1, 0)
	}
	w.written.Add(uint64(whole))
	w.lost.Add(uint64(all - whole))
	if taken > 0 {
		w.torn = out[taken-1] != '\n'
	}
	switch {
	case err != nil && !w.failing:
		w.failed(err)
	case err == nil && w.failing:
		w.failed(nil)
	}
	w.failing = err != nil
}

// count returns the number of whole lines.
func count(lines []byte) (n int) {
	for _, b := range lines {
		if b == '\n' {
			n++
		}
	}
	return n
}

// A record is a decision or a search to log.
type record struct {
	*exchange
	question question
	// decides reports whether it is a decision; a search has a total in its place.
	decides bool
	engine.Evaluation
	total    int
	duration time.Duration
}

// lineBuffers are for making lines.
var lineBuffers = sync.Pool{New: func() any { return new([]byte) }}

// add logs a record.
func (l *DecisionLog) add(r record) {
	buffer := lineBuffers.Get().(*[]byte)
	line := l.appendLine((*buffer)[:0], r)
	l.mu.Lock()
	switch {
	case l.closed, len(l.lines)+len(line) > l.most:
		l.overflowed.Add(1)
	default:
		l.lines = append(l.lines, line...)
	}
	l.mu.Unlock()
	l.signal()
	if *buffer = line; cap(line) <= small {
		lineBuffers.Put(buffer)
	}
}

// appendLine appends the line of a record.
func (l *DecisionLog) appendLine(b []byte, r record) []byte {
	b = append(b, `{"time":"`...)
	b = time.Now().UTC().AppendFormat(b, time.RFC3339Nano)
	b = append(b, `","decision_id":"`...)
	b = append(b, l.prefix...)
	b = strconv.AppendUint(b, l.number.Add(1), 10)
	b = append(b, '"')
	if r.requestID != "" {
		b = append(b, `,"request_id":`...)
		b = ijson.AppendText(b, r.requestID)
	}
	b = append(b, `,"endpoint":"`...)
	b = append(b, r.endpoint...)
	b = append(b, `","request":`...)
	b = l.masked.appendQuestion(b, &r.question)
	if r.decides {
		b = append(b, `,"decision":`...)
		b = strconv.AppendBool(b, r.Allowed)
	} else {
		b = append(b, `,"total":`...)
		b = strconv.AppendInt(b, int64(r.total), 10)
	}
	if len(r.Reasons) > 0 && l.masked&maskReasons == 0 {
		b = append(b, `,"reasons":`...)
		b = appendTexts(b, r.Reasons)
	}
	b = append(b, `,"revision":`...)
	b = ijson.AppendText(b, r.view.Revision())
	b = append(b, `,"duration_ns":`...)
	b = strconv.AppendInt(b, r.duration.Nanoseconds(), 10)
	return append(append(b, l.maskedText...), "}\n"...)
}
