package decisionlog

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// A Log writes each decision as a line of JSON. Decisions never wait for it: lines go to
// memory, and from there to the sink. What does not fit there, because the sink is too slow, or
// does not write at all, is dropped and counted. It is safe for concurrent use.
type Log struct {
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

// An Option changes how a Log works.
type Option func(*Log) error

// WithMask leaves parts of requests and answers out of the lines: "subject.id",
// "subject.properties", "resource.id", "resource.properties", "context" or "reasons". Reasons
// name subjects and resources, so any mask leaves them out, too.
func WithMask(parts ...string) Option {
	return func(l *Log) error {
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
func WithBuffer(bytes int) Option {
	return func(l *Log) error {
		if bytes < 1 {
			return errors.New("the buffer has no bytes")
		}
		l.most = bytes
		return nil
	}
}

// WithFailures calls a function with the error of the sink when writing begins to fail, and with
// nil once it works again. One goroutine at a time calls it.
func WithFailures(failed func(error)) Option {
	return func(l *Log) error {
		l.failed = failed
		return nil
	}
}

// New returns a log that writes to a sink, which may block and may fail. Each Write
// has whole lines. The log has a goroutine until it is closed.
func New(sink io.Writer, opts ...Option) (*Log, error) {
	if sink == nil {
		return nil, errors.New("make a decision log: the sink is nil")
	}
	var random [8]byte
	rand.Read(random[:]) // never fails
	l := &Log{
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
func (l *Log) Close(ctx context.Context) error {
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

// Counts are the numbers of lines that a Log has written and dropped.
type Counts struct {
	Written uint64 `json:"written"`
	// Overflowed were dropped as too many waited for the sink, and Failed as the sink failed.
	Overflowed uint64 `json:"dropped_full"`
	Failed     uint64 `json:"dropped_failed"`
}

// Counts returns the numbers so far.
func (l *Log) Counts() Counts {
	return Counts{l.written.Load(), l.overflowed.Load(), l.lost.Load()}
}

func (l *Log) signal() {
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// betweenWrites is how long lines wait for others that are written together with them.
const betweenWrites = 10 * time.Millisecond

// run writes lines until the log is closed.
func (l *Log) run() {
	defer close(l.done)
	w := sinkWriter{Log: l}
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
	*Log
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
