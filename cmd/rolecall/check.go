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
	"time"

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

A subject is user:LOGIN, api_key:NAME or anonymous. A resource is TYPE:ID, as
in folder:production; the folder general is General; without a resource the
org is meant. Exit code 2 says denied.

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
		_, err = fmt.Fprintf(c.out, "%s: %s\n  %s\n", answer, describe(request), strings.Join(decision.Reasons, "\n  "))
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
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	var failed []error
	for number, line := range lines(in) {
		answer, err := answerLine(ctx, eng, line)
		if err != nil {
			failed = append(failed, fmt.Errorf("line %d: %w", number, err))
		}
		if err := enc.Encode(answer); err != nil {
			return err
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	if len(failed) > 0 {
		fmt.Fprintf(c.err, "Error: %v\n", errors.Join(failed...))
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

// requestWords are the flags that belong to a request on a command line.
type requestWords struct {
	org, in, createdBy, time string
}

func (w *requestWords) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&w.org, "org", "", "label or name of the `ORG` that is asked in; may be left out when there is one")
	cmd.Flags().StringVar(&w.in, "in", "", "what an undeclared resource is in: `folder:UID` or dashboard:UID")
	cmd.Flags().StringVar(&w.createdBy, "created-by", "", "`LOGIN` of the user who made the resource")
	cmd.Flags().StringVar(&w.time, "time", "", "decide as at this `TIME`, RFC 3339; now when left out")
}

// request reads SUBJECT ACTION [RESOURCE].
func (w *requestWords) request(args []string) (engine.Request, error) {
	if len(args) < 2 || len(args) > 3 {
		return engine.Request{}, fmt.Errorf("check takes SUBJECT ACTION [RESOURCE], as in: user:eve dashboards:write dashboard:latency")
	}
	r := engine.Request{Action: args[1], Org: w.org}
	r.Subject.Type, r.Subject.ID, _ = strings.Cut(args[0], ":")
	if len(args) == 3 {
		r.Resource.Type, r.Resource.ID, _ = strings.Cut(args[2], ":")
	}
	r.Resource.CreatedBy = w.createdBy
	switch typ, id, _ := strings.Cut(w.in, ":"); {
	case w.in == "":
	case typ == "folder" && id != "":
		r.Resource.Folder = id
	case typ == "dashboard" && id != "":
		r.Resource.Dashboard = id
	default:
		return engine.Request{}, fmt.Errorf("--in takes folder:UID or dashboard:UID, not %q", w.in)
	}
	if w.time != "" {
		t, err := time.Parse(time.RFC3339, w.time)
		if err != nil {
			return engine.Request{}, fmt.Errorf("--time %q is no time; write it as in 2027-01-01T00:00:00Z", w.time)
		}
		r.Time = t
	}
	return r, nil
}

// describe is a request in the words of a command line.
func describe(r engine.Request) string {
	words := []string{r.Subject.String(), r.Action}
	if r.Resource.Type != "" {
		words = append(words, r.Resource.String())
	}
	return strings.Join(words, " ")
}
