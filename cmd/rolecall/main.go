// Rolecall declares, checks and explains who can do what in Grafana. See `rolecall help`.
package main

import (
	"context"
	"os"
	"os/signal"
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

// grace is how long a command has to end by itself once it is interrupted. Tests
// change it.
var grace = 700 * time.Millisecond

// endOn cancels the context at the first signal, and ends the program if that takes too
// long, for example because nothing reads its output. A second signal ends it at once.
func endOn(signals <-chan os.Signal, cancel context.CancelFunc) {
	<-signals
	cancel()
	select {
	case <-signals:
	case <-time.After(grace):
	}
	os.Exit(exitError)
}
