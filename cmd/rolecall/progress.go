package main

import (
	"fmt"
	"time"
)

// A progress shows how far a long run is, on a terminal.
type progress struct {
	cli *cli
	// what is done.
	what string
	// next is when something is shown again; shown says that something is.
	next  time.Time
	shown bool
}

// Nothing is shown of a run that is over soon.
const (
	beforeProgress  = time.Second
	betweenProgress = 200 * time.Millisecond
)

// startProgress shows how many of what is done.
func (c *cli) startProgress(what string) *progress {
	return &progress{cli: c, what: what, next: time.Now().Add(beforeProgress)}
}

// show shows that some of a total is done.
func (p *progress) show(done, total int) {
	now := time.Now()
	if now.Before(p.next) {
		return
	}
	p.next = now.Add(betweenProgress)
	if !isTerminal(p.cli.err) {
		return
	}
	fmt.Fprintf(p.cli.err, "\r\x1b[K%d of %d %s", done, total, p.what)
	p.shown = true
}

// end removes what is shown.
func (p *progress) end() {
	if p.shown {
		fmt.Fprint(p.cli.err, "\r\x1b[K")
	}
}
