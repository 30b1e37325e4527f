package benchmark

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"time"
)

// A connection asks a server, one request after the other. It does as little as it can, as it shares the
// processors with the server: it writes requests that were made before, and reads no more of the header than it must.
type connection struct {
	net.Conn
	in   *bufio.Reader
	body []byte
}

func dial(address string) (*connection, error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	return &connection{Conn: conn, in: bufio.NewReaderSize(conn, 64<<10)}, nil
}

// answered is how the answer to a decided request begins.
var answered = []byte("HTTP/1.1 200 ")

// ask sends a request, and returns the body of the answer until the next one.
func (c *connection) ask(request []byte) ([]byte, error) {
	if _, err := c.Write(request); err != nil {
		return nil, err
	}
	line, err := c.in.ReadSlice('\n')
	if err == nil && !bytes.HasPrefix(line, answered) {
		err = fmt.Errorf("the answer is %q", bytes.TrimSpace(line))
	}
	length := -1
	for err == nil {
		if line, err = c.in.ReadSlice('\n'); err != nil || len(line) <= 2 {
			break
		}
		if name, value, _ := bytes.Cut(line, []byte(":")); bytes.EqualFold(name, []byte("Content-Length")) {
			length, err = strconv.Atoi(string(bytes.TrimSpace(value)))
		}
	}
	if err != nil {
		return nil, err
	}
	if length < 0 {
		return nil, errors.New("the answer does not say how long it is")
	}
	c.body = slices.Grow(c.body[:0], length)[:length]
	_, err = io.ReadFull(c.in, c.body)
	return c.body, err
}

// A load is what clients have seen of a server that they asked for a while.
type load struct {
	// took are the times of all answers, shortest first.
	took []time.Duration
	// elapsed is how long they asked, and processor the time of processors that the server used for it.
	elapsed, processor time.Duration
}

// perSecond returns the number of answers in a second.
func (l load) perSecond() float64 { return float64(len(l.took)) / l.elapsed.Seconds() }

// percentile returns the time that a part of all answers took at most, in nanoseconds.
func (l load) percentile(part float64) float64 {
	return float64(l.took[min(int(part*float64(len(l.took))), len(l.took)-1)])
}

// each returns the time of processors that the server used for an answer, in nanoseconds.
func (l load) each() float64 { return float64(l.processor) / float64(len(l.took)) }

// drive lets clients ask a server over connections of their own until done is closed. Each sends a request once
// the one before is answered. The error is that of a request that is not answered, or not rightly. All clients share
// one processor, so that a machine with two has one for the server.
func (s *served) drive(clients int, done <-chan struct{}) (load, error) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	took, errs := make([][]time.Duration, clients), make([]error, clients)
	var conns []*connection
	for range clients {
		conn, err := dial(s.address)
		if err != nil {
			return load{}, err
		}
		defer conn.Close()
		conns = append(conns, conn)
	}
	before, err := processorTime(s.pid)
	if err != nil {
		return load{}, err
	}
	start := time.Now()
	var all sync.WaitGroup
	for client := range clients {
		all.Go(func() { took[client], errs[client] = s.askOn(conns[client], client*len(s.requests)/clients, done) })
	}
	all.Wait()
	l := load{elapsed: time.Since(start)}
	after, err := processorTime(s.pid)
	l.processor = after - before
	l.took = slices.Concat(took...)
	slices.Sort(l.took)
	if err := errors.Join(append(errs, err)...); err != nil {
		return load{}, fmt.Errorf("%s: %w", s.name, err)
	}
	if len(l.took) == 0 {
		return load{}, fmt.Errorf("%s: no request was answered", s.name)
	}
	return l, nil
}

// askOn asks the requests in turn, from the one with a number on, until done is closed. It returns the time of
// each answer.
func (s *served) askOn(conn *connection, from int, done <-chan struct{}) ([]time.Duration, error) {
	took := make([]time.Duration, 0, 1<<16)
	for i := from; ; i++ {
		select {
		case <-done:
			return took, nil
		default:
		}
		r := &s.requests[i%len(s.requests)]
		start := time.Now()
		body, err := conn.ask(r.text)
		took = append(took, time.Since(start))
		if err == nil && !bytes.Contains(body, r.answer) {
			err = fmt.Errorf("the answer to %s is %s", r.text, body)
		}
		if err != nil {
			return took, err
		}
	}
}

// driveFor drives a server for a time.
func (s *served) driveFor(clients int, d time.Duration) (load, error) {
	done := make(chan struct{})
	time.AfterFunc(d, func() { close(done) })
	return s.drive(clients, done)
}
