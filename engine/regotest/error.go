package regotest

import (
	"errors"
	"fmt"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/rolecall/rolecall/internal/printable"
)

// readable returns errors about Rego as one that joins an error for each line of
// their text, source lines included. A line break in the name of a file thus makes
// no line. It returns other errors as they are.
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
