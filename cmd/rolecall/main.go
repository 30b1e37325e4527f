// Rolecall declares, checks and explains who can do what in Grafana. See `rolecall help`.
package main

import (
	"context"
	"os"
	"os/signal"
	"sync/atomic"
	"time"
)

//go:generate go test . -run ^TestGenerated$ -update

func main() {
	ctx, cancel := context.WithCancel(context.Background())
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt)
	go endOn(signals, cancel)
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// grace is how long a command has to end by itself once it is interrupted, as a time.Duration.
// Commands that finish what they do change it, and so do tests.
var grace atomic.Int64

func init() { setGrace(700 * time.Millisecond) }

func setGrace(d time.Duration) { grace.Store(int64(d)) }

// betweenLooks is how often a program that was interrupted looks whether it has more time now.
const betweenLooks = 50 * time.Millisecond

// endOn cancels the context at the first signal, and ends the program if that takes too
// long, for example because nothing reads its output. A second signal ends it at once.
func endOn(signals <-chan os.Signal, cancel context.CancelFunc) {
	<-signals
	cancel()
	for start := time.Now(); time.Since(start) < time.Duration(grace.Load()); {
		select {
		case <-signals:
			os.Exit(exitError)
		case <-time.After(betweenLooks):
		}
	}
	os.Exit(exitError)
}
