package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/engine"
)

// maxRequest is the length in bytes that a line of a batch may have.
const maxRequest = 1 << 20

func (c *cli) checkCommand() *cobra.Command {
	var words requestWords
	var batch string
	cmd := &cobra.Command{
		Use:   "check SUBJECT ACTION [RESOURCE] | --batch FILE",
		Short: "Decide whether a subject may do an action",
		Long: `Check decides one request, or with --batch each line of a file.

A subject is user:LOGIN, service_account:NAME, api_key:NAME or anonymous. A
resource is TYPE:ID, as in folder:production; the folder general is General;
without a resource the org is meant. Exit code 2 says denied.

With --batch, FILE (- for standard input) has one AuthZEN evaluation request
as JSON a line, and each is answered by one line of JSON, in the same order.`,
		Example: `  rolecall check user:eve dashboards:write dashboard:latency --org main
  rolecall check user:eve dashboards:create folder:production
  rolecall check user:eve annotations:create annotation --in dashboard:latency`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if batch != "" {
				if len(args) > 0 {
					return fmt.Errorf("with --batch the requests are in the file, not among the arguments")
				}
				return c.checkBatch(cmd.Context(), batch)
			}
			request, err := words.request(args)
			if err != nil {
				return err
			}
			return c.checkOne(cmd.Context(), request)
		},
	}
	words.flags(cmd)
	cmd.Flags().StringVar(&batch, "batch", "", "decide each line of `FILE`")
	return cmd
}

func (c *cli) checkOne(ctx context.Context, request engine.Request) error {
	eng, err := c.open(ctx)
	if err != nil {
		return err
	}
	decision, err := eng.Answer(ctx, request)
	if err != nil {
		return err
	}
	if c.format == jsonFmt {
		err = c.writeJSON(decision)
	} else {
		answer := "denied"
		if decision.Allowed {
			answer = "allowed"
		}
		_, err = fmt.Fprintf(c.out, "%s: %s\n  %s\n", answer, describe(request), strings.Join(printedLines(decision.Reasons), "\n  "))
	}
	if err == nil && !decision.Allowed {
		return errNegative
	}
	return err
}

// checkBatch answers every line, in order, and fails at the end if one of
// them was no request.
func (c *cli) checkBatch(ctx context.Context, path string) error {
	in := c.in
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		in = f
	}
	eng, err := c.open(ctx)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(c.out)
	var failed []error
	for number, line := range lines(in) {
		answer, err := answerLine(ctx, eng, line)
		if err != nil {
			failed = append(failed, fmt.Errorf("line %d: %w", number, err))
		}
		doc, err := marshal(answer, "")
		if err != nil {
			return err
		}
		if _, err := out.Write(doc); err != nil {
			return err
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	if len(failed) > 0 {
		fmt.Fprintf(c.err, "Error: %s\n", errorText(errors.Join(failed...)))
		return errReported
	}
	return nil
}

// answerLine is the answer to a line of a batch; to one that is no request,
// a denial that says so.
func answerLine(ctx context.Context, eng *engine.Engine, line batchLine) (engine.Answer, error) {
	var request engine.Request
	err := line.err
	if err == nil {
		err = json.Unmarshal(line.text, &request)
	}
	if err == nil {
		return eng.Answer(ctx, request)
	}
	err = fmt.Errorf("malformed request: %w", err)
	return engine.Answer{Reasons: []string{err.Error()}}, err
}

// A batchLine is a line of a batch, or why it cannot be read.
type batchLine struct {
	text []byte
	err  error
}

// lines iterates over the lines of a batch that are not empty, by their
// number from 1. A line that is too long is skipped over.
func lines(in io.Reader) func(yield func(int, batchLine) bool) {
	return func(yield func(int, batchLine) bool) {
		r := bufio.NewReaderSize(in, maxRequest)
		for number := 1; ; number++ {
			text, err := r.ReadSlice('\n')
			var line batchLine
			switch {
			case errors.Is(err, bufio.ErrBufferFull):
				line.err = fmt.Errorf("a line may have %d bytes", maxRequest)
				for errors.Is(err, bufio.ErrBufferFull) {
					_, err = r.ReadSlice('\n')
				}
			case err == nil || err == io.EOF:
				line.text = []byte(strings.TrimSpace(string(text)))
			}
			if err != nil && err != io.EOF {
				yield(number, batchLine{err: err})
				return
			}
			if (len(line.text) > 0 || line.err != nil) && !yield(number, line) {
				return
			}
			if err == io.EOF {
				return
			}
		}
	}
}
