package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/cli"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/diagnostics"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/request"
	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/internal/files"
	"github.com/rolecall/rolecall/internal/limits"
)

// maxRequest is the greatest length of a line in bytes.
const maxRequest = 1 << 20

// maxBatch is the greatest size of a file of requests in bytes. Standard input has no limit.
const maxBatch = limits.MaxFilesRead

// maxToldLines is how many malformed lines are reported one by one. The answers report all.
const maxToldLines = 20

// A batch answers lines of requests with lines of decisions.
type batch struct {
	in   *bufio.Reader
	out  *bufio.Writer
	err  io.Writer
	view *engine.View
	// number is the number of the last line, from 1. malformed counts the lines that are not
	// requests. unknown counts the requests that name something unknown.
	number, malformed, unknown int
	// allowUnknown reports whether to answer these as any other.
	allowUnknown bool
	sources      output.Sources
}

// checkBatch answers every line, in order, and fails at the end if one was malformed, or
// if it is strict and one names something unknown.
func (c *program) checkBatch(ctx context.Context, path string, words *request.Words, strict bool) error {
	in := c.In
	if path != "-" {
		f, err := files.Open(path, maxBatch)
		if err != nil {
			return fmt.Errorf("%w; write - for standard input, which can be anything", err)
		}
		defer f.Close()
		in = f
	}
	view, err := c.Open(ctx)
	if err != nil {
		return err
	}
	b := batch{in: bufio.NewReaderSize(in, maxRequest), out: bufio.NewWriter(c.Out), err: c.Err, view: view, sources: c.Sources, allowUnknown: words.AllowUnknown()}
	err = b.run(ctx)
	if told := min(b.malformed, maxToldLines); told < b.malformed {
		fmt.Fprintf(c.Err, "Error: %d more lines are malformed\n", b.malformed-told)
	}
	switch {
	case b.unknown == 1:
		fmt.Fprintln(c.Err, "Warning: 1 line names something that is not known; context.error in its answer says what")
	case b.unknown > 1:
		fmt.Fprintf(c.Err, "Warning: %d lines name something that is not known; context.error in their answers says what\n", b.unknown)
	}
	if err == nil && (b.malformed > 0 || strict && b.unknown > 0) {
		return cli.ErrReported
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

// flushBeforeWaiting writes the answers out, unless the next line is already in memory. The
// other program may wait for an answer before it goes on.
func (b *batch) flushBeforeWaiting() error {
	if read, _ := b.in.Peek(b.in.Buffered()); bytes.IndexByte(read, '\n') >= 0 {
		return nil
	}
	return b.out.Flush()
}

// Some programs begin UTF-8 with a byte order mark.
var byteOrderMark = []byte("\ufeff")

// line returns the next line, and nil for a line that is too long. It is valid until the
// next call. end reports whether there are no more lines.
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

// answer answers a line. It reports and denies a malformed one. The error is that of the
// context.
func (b *batch) answer(ctx context.Context, line []byte) (batchAnswer, error) {
	var asked engine.Request
	var err error
	switch {
	case line == nil:
		err = fmt.Errorf("a line may have %d bytes", maxRequest)
	case len(bytes.TrimSpace(line)) == 0:
		err = errors.New("the line is empty")
	default:
		err = asked.UnmarshalJSON(line)
	}
	if err == nil {
		answer := batchAnswer{}
		if answer.Evaluation, err = b.view.Evaluate(ctx, asked); err == nil && !answer.Allowed && !b.allowUnknown {
			answer.unknown = b.problem(asked)
		}
		answer.Reasons = b.sources.Reasons(answer.Reasons)
		return answer, err
	}
	err = fmt.Errorf("malformed request: %w", err)
	if b.malformed++; b.malformed <= maxToldLines {
		fmt.Fprintf(b.err, "Error: line %d: %s\n", b.number, diagnostics.ErrorText(err))
	}
	return batchAnswer{Evaluation: engine.Evaluation{Reasons: []string{err.Error()}}}, ctx.Err()
}

// problem returns what a request names that is not known, empty if everything is known,
// and counts the requests that do.
func (b *batch) problem(r engine.Request) string {
	p := request.Problem(b.view, r)
	if !p.Unknown() {
		return ""
	}
	b.unknown++
	return p.String()
}

// A batchAnswer is an evaluation that tells a request about something unknown apart.
type batchAnswer struct {
	engine.Evaluation
	unknown string
}

// MarshalJSON returns AuthZEN's evaluation response, with context.error for something
// unknown.
func (a batchAnswer) MarshalJSON() ([]byte, error) {
	if a.unknown == "" {
		return a.Evaluation.MarshalJSON()
	}
	type context struct {
		Error   string   `json:"error"`
		Reasons []string `json:"reasons"`
	}
	return json.Marshal(struct {
		Decision bool    `json:"decision"`
		Context  context `json:"context"`
	}{a.Allowed, context{a.unknown, a.Reasons}})
}
