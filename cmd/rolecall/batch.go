package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/diagnostics"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/internal/files"
	"github.com/rolecall/rolecall/internal/limits"
)

// maxRequest is the length in bytes that a line of a batch may have.
const maxRequest = 1 << 20

// maxBatch is the size in bytes that a file of requests may have. Standard input
// may have any.
const maxBatch = limits.MaxFilesRead

// maxToldLines is how many lines that are no requests are told one by one. The
// answers to the others say what they are, too.
const maxToldLines = 20

// A batch is requests in lines, which are answered in lines.
type batch struct {
	in   *bufio.Reader
	out  *bufio.Writer
	err  io.Writer
	view *engine.View
	// number is that of the line that was read last, from 1, and malformed
	// how many have been no requests.
	number, malformed int
}

// checkBatch answers every line, in order, and fails at the end if one of them
// was no request.
func (c *cli) checkBatch(ctx context.Context, path string) error {
	in := c.in
	if path != "-" {
		f, err := files.Open(path, maxBatch)
		if err != nil {
			return fmt.Errorf("%w; - is standard input, which may be anything", err)
		}
		defer f.Close()
		in = f
	}
	view, err := c.open(ctx)
	if err != nil {
		return err
	}
	b := batch{in: bufio.NewReaderSize(in, maxRequest), out: bufio.NewWriter(c.out), err: c.err, view: view}
	err = b.run(ctx)
	if told := min(b.malformed, maxToldLines); told < b.malformed {
		fmt.Fprintf(c.err, "Error: %d more lines are malformed\n", b.malformed-told)
	}
	if err == nil && b.malformed > 0 {
		return errReported
	}
	return err
}

// run answers the lines up to the end of the input.
func (b *batch) run(ctx context.Context) error {
	for {
		if err := b.flushBeforeWaiting(); err != nil {
			return err
		}
		line, end, err := b.line()
		if err != nil {
			return errors.Join(b.out.Flush(), fmt.Errorf("read line %d: %w", b.number, err))
		}
		if end {
			return b.out.Flush()
		}
		answer, err := b.answer(ctx, line)
		if err != nil {
			return errors.Join(b.out.Flush(), err)
		}
		doc, err := output.MarshalJSON(answer, "")
		if err != nil {
			return err
		}
		if _, err := b.out.Write(doc); err != nil {
			return err
		}
	}
}

// flushBeforeWaiting writes the answers out, unless the next line has been read
// already. The program that asks may wait for its answer before it goes on.
func (b *batch) flushBeforeWaiting() error {
	if read, _ := b.in.Peek(b.in.Buffered()); bytes.IndexByte(read, '\n') >= 0 {
		return nil
	}
	return b.out.Flush()
}

// byteOrderMark is what some programs begin UTF-8 with.
var byteOrderMark = []byte("\ufeff")

// line is the next line, nil for one that is too long; end says that there is
// none. It may be used up to the next call.
func (b *batch) line() (line []byte, end bool, err error) {
	b.number++
	line, err = b.in.ReadSlice('\n')
	long := errors.Is(err, bufio.ErrBufferFull)
	for errors.Is(err, bufio.ErrBufferFull) {
		_, err = b.in.ReadSlice('\n')
	}
	if err != nil && err != io.EOF {
		return nil, false, err
	}
	if long {
		return nil, false, nil
	}
	if b.number == 1 {
		line = bytes.TrimPrefix(line, byteOrderMark)
	}
	return line, err == io.EOF && len(line) == 0, nil
}

// answer is the answer to a line: to one that is no request, which is told, a
// denial that says so. The error is that of the context.
func (b *batch) answer(ctx context.Context, line []byte) (engine.Evaluation, error) {
	var request engine.Request
	var err error
	switch {
	case line == nil:
		err = fmt.Errorf("a line may have %d bytes", maxRequest)
	case len(bytes.TrimSpace(line)) == 0:
		err = errors.New("the line is empty")
	default:
		err = request.UnmarshalJSON(line)
	}
	if err == nil {
		return b.view.Evaluate(ctx, request)
	}
	err = fmt.Errorf("malformed request: %w", err)
	if b.malformed++; b.malformed <= maxToldLines {
		fmt.Fprintf(b.err, "Error: line %d: %s\n", b.number, diagnostics.ErrorText(err))
	}
	return engine.Evaluation{Reasons: []string{err.Error()}}, ctx.Err()
}
