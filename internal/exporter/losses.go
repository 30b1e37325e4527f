package exporter

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/hashicorp/hcl/v2"
)

// A Loss is something that a target cannot express, and so is left out.
type Loss struct {
	// At is the place in the configuration.
	At hcl.Range
	// What names it, as the beginning of a sentence: "user.max".
	What string
	// Why is the reason, as the rest of the sentence: "is disabled: …".
	Why string
}

// String returns the loss as a sentence.
func (l Loss) String() string { return l.What + " " + l.Why + "." }

// Losses collects the parts that a target cannot express. The zero Losses is empty and ready for use. It is not
// safe for concurrent use.
type Losses struct{ all []Loss }

// Add adds a loss. Its reason is made by fmt.Sprintf.
func (l *Losses) Add(at hcl.Range, what any, format string, args ...any) {
	l.all = append(l.all, Loss{at, fmt.Sprint(what), fmt.Sprintf(format, args...)})
}

// Sorted returns the losses in the order of files and lines, each once. The result is nil if there are none.
func (l *Losses) Sorted() []Loss {
	sorted := slices.Clone(l.all)
	slices.SortStableFunc(sorted, func(a, b Loss) int {
		return cmp.Or(cmp.Compare(a.At.Filename, b.At.Filename), cmp.Compare(a.At.Start.Byte, b.At.Start.Byte),
			cmp.Compare(a.What, b.What), cmp.Compare(a.Why, b.Why))
	})
	return slices.Compact(sorted)
}

// Diagnostics returns losses as errors, or as warnings. Target names the target: "Terraform".
func Diagnostics(losses []Loss, target string, severity hcl.DiagnosticSeverity) hcl.Diagnostics {
	diags := make(hcl.Diagnostics, 0, len(losses))
	for _, l := range losses {
		at := l.At
		d := &hcl.Diagnostic{Severity: severity, Summary: "Not in " + target, Detail: l.String()}
		if severity == hcl.DiagWarning {
			d.Summary = "Left out"
		}
		if !at.Empty() || at.Filename != "" {
			d.Subject = &at
		}
		diags = append(diags, d)
	}
	return diags
}
