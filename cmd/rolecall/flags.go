package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
)

// formats lists the formats of the commands that have more than text and JSON.
var formats = map[string][]output.Format{
	"validate": {output.Text, output.JSON, output.SARIF},
	"test":     {output.Text, output.JSON, output.JUnit, output.GitHub, output.SARIF, output.TAP},
}

// A formatFlag is any format. checkFormat knows the formats of a command.
type formatFlag struct{ format *output.Format }

func (f formatFlag) String() string {
	if f.format == nil {
		return ""
	}
	return string(*f.format)
}

func (f formatFlag) Type() string { return "format" }

func (f formatFlag) Set(text string) error {
	*f.format = output.Format(text)
	return nil
}

// checkFormat returns an error for a format that the command does not have, and selects text
// to write it.
func (c *cli) checkFormat(cmd *cobra.Command) error {
	known := formats[cmd.Name()]
	if known == nil {
		known = []output.Format{output.Text, output.JSON}
	}
	if slices.Contains(known, c.format) {
		return nil
	}
	c.format = output.Text
	names := make([]string, len(known))
	for i, f := range known {
		names[i] = string(f)
	}
	last := len(names) - 1
	return fmt.Errorf("the formats of %s are %s and %s", cmd.Name(), strings.Join(names[:last], ", "), names[last])
}

// A countFlag is a whole number that is not negative.
type countFlag struct{ n *int }

func (f countFlag) String() string { return shown(f.n) }

func (f countFlag) Type() string { return "int" }

func (f countFlag) Set(text string) error {
	n, err := strconv.ParseInt(text, 10, 32)
	if err != nil || n < 0 {
		return errors.New("it takes a whole number from 0")
	}
	*f.n = int(n)
	return nil
}

// A percentFlag is a number from 0 to 100.
type percentFlag struct{ percent *float64 }

func (f percentFlag) String() string { return shown(f.percent) }

func (f percentFlag) Type() string { return "float64" }

func (f percentFlag) Set(text string) error {
	percent, err := strconv.ParseFloat(text, 64)
	if err != nil || !(percent >= 0 && percent <= 100) { // NaN is neither
		return errors.New("it takes a number of percent, from 0 to 100")
	}
	*f.percent = percent
	return nil
}

// A limitFlag is a time limit that is not negative.
type limitFlag struct{ limit *time.Duration }

func (f limitFlag) String() string { return shown(f.limit) }

func (f limitFlag) Type() string { return "duration" }

func (f limitFlag) Set(text string) error {
	limit, err := time.ParseDuration(text)
	if err != nil || limit < 0 {
		return errors.New("it takes a time from 0, as in 90s or 5m")
	}
	*f.limit = limit
	return nil
}

// shown returns the value of a flag for its help: empty for zero, and for the flag without a
// value that help compares with.
func shown[T comparable](v *T) string {
	var zero T
	if v == nil || *v == zero {
		return ""
	}
	return fmt.Sprint(*v)
}
