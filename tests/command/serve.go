package command

import (
	"bytes"
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// A Line is a command line.
type Line struct {
	// Dir is the working directory.
	Dir  string
	Args []string
	// Env is added to the environment of the process.
	Env []string
	// Stdin is all of standard input.
	Stdin string
}

// An Outcome is how a command line ended.
type Outcome struct {
	Stdout, Stderr string
	// Code is the exit code, and -1 for a command line that did not end in time.
	Code int
}

// Serve reads lines from standard input, runs each, and writes the outcomes to
// standard output. It returns when standard input ends.
func Serve(run func(ctx context.Context, args []string, in io.Reader, out, err io.Writer) int) error {
	lines, outcomes := gob.NewDecoder(os.Stdin), gob.NewEncoder(os.Stdout)
	os.Stdout = os.Stderr // only outcomes may go there
	environment := os.Environ()
	for {
		var line Line
		if err := lines.Decode(&line); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("read a line: %w", err)
		}
		if err := enter(line, environment); err != nil {
			return err
		}
		var stdout, stderr bytes.Buffer
		ctx, cancel := context.WithCancel(context.Background())
		code := run(ctx, line.Args, bytes.NewBufferString(line.Stdin), &stdout, &stderr)
		cancel()
		if err := outcomes.Encode(Outcome{stdout.String(), stderr.String(), code}); err != nil {
			return fmt.Errorf("write an outcome: %w", err)
		}
	}
}

// enter gives the process the working directory and the environment of a line.
func enter(line Line, environment []string) error {
	os.Clearenv()
	for _, entry := range append(environment[:len(environment):len(environment)], line.Env...) {
		if name, value, ok := strings.Cut(entry, "="); ok && name != "" {
			if err := os.Setenv(name, value); err != nil {
				return err
			}
		}
	}
	if err := os.Chdir(line.Dir); err != nil {
		return err
	}
	return os.Setenv("PWD", line.Dir)
}
