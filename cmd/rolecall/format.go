package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// A format is how results are written.
type format string

const (
	text      format = "text"
	jsonFmt   format = "json"
	sarifFmt  format = "sarif"
	junitFmt  format = "junit"
	githubFmt format = "github"
	tapFmt    format = "tap"
)

// formats are those of the commands that know more than text and JSON.
var formats = map[string][]format{
	"validate": {text, jsonFmt, sarifFmt},
	"test":     {text, jsonFmt, junitFmt, githubFmt, sarifFmt, tapFmt},
}

func (f *format) String() string { return string(*f) }
func (f *format) Type() string   { return "format" }

// Set takes any format; which ones there are the command says.
func (f *format) Set(s string) error {
	*f = format(s)
	return nil
}

// checkFormat is an error for a format that the command does not know, which
// is then written as text.
func (c *cli) checkFormat(cmd *cobra.Command) error {
	known := formats[cmd.Name()]
	if known == nil {
		known = []format{text, jsonFmt}
	}
	if slices.Contains(known, c.format) {
		return nil
	}
	c.format = text
	names := make([]string, len(known))
	for i, f := range known {
		names[i] = string(f)
	}
	last := len(names) - 1
	return fmt.Errorf("the formats of %s are %s and %s", cmd.Name(), strings.Join(names[:last], ", "), names[last])
}
