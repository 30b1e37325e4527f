package regotest

import (
	"errors"
	"fmt"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/rolecall/rolecall/internal/printable"
)

// readable returns an error about Rego as a joined error, with one error for each line of its
// text, source lines included. So a line break in a file name cannot begin a line. Other
// errors are returned unchanged.
func readable(err error) error {
	var several ast.Errors
	if !errors.As(err, &several) {
		return err
	}
	var lines []error
	line := func(text string) { lines = append(lines, errors.New(printable.Line(text))) }
	before := "1 error occurred: "
	if len(several) != 1 {
		line(fmt.Sprintf("%d errors occurred:", len(several)))
		before = ""
	}
	for _, e := range several {
		where := ""
		if e.Location != nil {
			where = fmt.Sprintf("%s:%d: ", printable.Name(e.Location.File), e.Location.Row)
		}
		line(before + where + e.Code + ": " + e.Message)
		if e.Details == nil {
			continue
		}
		for _, detail := range e.Details.Lines() {
			line("    " + strings.ReplaceAll(detail, "\t", " "))
		}
	}
	return errors.Join(lines...)
}
