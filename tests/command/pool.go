package command

import (
	"bytes"
	"context"
	"encoding/gob"
	"fmt"
	"io"
	"os/exec"
	"sync"
)

// A Pool runs lines in processes that call Serve, each line in a process that is
// idle or new. It is safe for concurrent use.
type Pool struct {
	start func() (*exec.Cmd, error)

	mu   sync.Mutex
	idle []*server
}

// NewPool returns a pool of the processes that start returns, which it has not
// started.
func NewPool(start func() (*exec.Cmd, error)) *Pool { return &Pool{start: start} }

// A server is a process that calls Serve.
type server struct {
	cmd      *exec.Cmd
	in       io.Closer
	stderr   bytes.Buffer
	lines    *gob.Encoder
	outcomes *gob.Decoder
}

// Run runs a line. The process ends if the context does, and the exit code is -1
// then. If the process ends by itself, as after a panic, the outcome is that of
// the process.
func (p *Pool) Run(ctx context.Context, line Line) (Outcome, error) {
	s, err := p.take()
	if err != nil {
		return Outcome{}, err
	}
	var outcome Outcome
	done := make(chan error, 1)
	go func() {
		if err := s.lines.Encode(line); err != nil {
			done <- err
			return
		}
		done <- s.outcomes.Decode(&outcome)
	}()
	select {
	case err = <-done:
	case <-ctx.Done():
		s.end(true)
		<-done
		return Outcome{Stderr: s.stderr.String(), Code: -1}, nil
	}
	if err != nil {
		s.end(false)
		return Outcome{Stderr: s.stderr.String(), Code: s.cmd.ProcessState.ExitCode()}, nil
	}
	p.mu.Lock()
	p.idle = append(p.idle, s)
	p.mu.Unlock()
	return outcome, nil
}

// take returns a process that is idle, or a new one.
func (p *Pool) take() (*server, error) {
	p.mu.Lock()
	if n := len(p.idle); n > 0 {
		s := p.idle[n-1]
		p.idle = p.idle[:n-1]
		p.mu.Unlock()
		return s, nil
	}
	p.mu.Unlock()
	cmd, err := p.start()
	if err != nil {
		return nil, err
	}
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	s := &server{cmd: cmd, in: in, lines: gob.NewEncoder(in), outcomes: gob.NewDecoder(out)}
	cmd.Stderr = &s.stderr
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start a process: %w", err)
	}
	return s, nil
}

// end waits for the end of a process. With kill it kills the process first.
func (s *server) end(kill bool) {
	s.in.Close()
	if kill {
		s.cmd.Process.Kill() // it may have ended
	}
	s.cmd.Wait() // the exit code is in ProcessState
}

// Close ends the processes that are idle.
func (p *Pool) Close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, s := range p.idle {
		s.end(false)
	}
	p.idle = nil
}
