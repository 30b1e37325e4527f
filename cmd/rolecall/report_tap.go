package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/rolecall/rolecall/internal/printable"
)

// writeTAPReport writes the Test Anything Protocol, version 14
// (https://testanything.org/tap-version-14-specification.html): a line for
// each test, and below a failed one what is wrong, in YAML.
func (c *cli) writeTAPReport(r report) error {
	out := bufio.NewWriter(c.out)
	fmt.Fprintf(out, "TAP version 14\n1..%d\n", len(r))
	for i := range r {
		t := &r[i]
		verdict := "ok"
		if len(t.failures) > 0 {
			verdict = "not ok"
		}
		fmt.Fprintf(out, "%s %d - %s", verdict, i+1, escapeTAP(t.title()))
		if t.skipped {
			fmt.Fprintf(out, " # SKIP %s", oneLine(t.reason))
		}
		fmt.Fprintln(out)
		if len(t.failures) == 0 {
			continue
		}
		fmt.Fprintf(out, "  ---\n  at: %s\n  failures:\n", quoteYAML(t.at.String()))
		for i := range t.failures {
			f := &t.failures[i]
			fmt.Fprintf(out, "    - at: %s\n      message: %s\n", quoteYAML(f.at.String()), quoteYAML(f.sentence()))
			lines := f.lines()
			if len(lines) > 0 {
				fmt.Fprintf(out, "      reasons:\n")
			}
			for _, line := range lines {
				fmt.Fprintf(out, "        - %s\n", quoteYAML(line))
			}
		}
		fmt.Fprintf(out, "  ...\n")
	}
	return out.Flush()
}

// writeTAPError reports that the tests could not be run.
func (c *cli) writeTAPError(err error) {
	fmt.Fprintf(c.out, "TAP version 14\nBail out! %s\n", oneLine(errorSummary(err)))
	for _, line := range c.errorLines(err) {
		fmt.Fprintf(c.out, "# %s\n", oneLine(line.text()))
	}
}

// escapeTAP is a description in which # begins no directive.
func escapeTAP(s string) string {
	return strings.NewReplacer(`\`, `\\`, "#", `\#`).Replace(s)
}

// oneLine is a text as it is printed in one line, without its own line breaks.
func oneLine(s string) string { return printable.Line(strings.Join(strings.Fields(s), " ")) }

// quoteYAML is a text as JSON writes it, which is YAML too.
func quoteYAML(s string) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		panic(err) // a string can be encoded
	}
	return strings.TrimSpace(b.String())
}
