package cli

import (
	"fmt"
	"time"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
)

// A Progress shows on a terminal how far a long run is.
type Progress struct {
	env *Env
	// done names the counted steps: "questions asked".
	done string
	// next is the time of the next message. shown reports whether there was one.
	next  time.Time
	shown bool
}

// A short run shows nothing.
const (
	beforeProgress  = time.Second
	betweenProgress = 200 * time.Millisecond
)

// StartProgress begins a long run. Done names the steps to count, as in "questions asked".
func (e *Env) StartProgress(done string) *Progress {
	return &Progress{env: e, done: done, next: time.Now().Add(beforeProgress)}
}

// Show shows how much of a total is done.
func (p *Progress) Show(done, total int) {
	now := time.Now()
	if now.Before(p.next) {
		return
	}
	p.next = now.Add(betweenProgress)
	if !output.IsTerminal(p.env.Err) {
		return
	}
	fmt.Fprintf(p.env.Err, "\r\x1b[K%d of %d %s", done, total, p.done)
	p.shown = true
}

// End removes the message.
func (p *Progress) End() {
	if p.shown {
		fmt.Fprint(p.env.Err, "\r\x1b[K")
	}
}
