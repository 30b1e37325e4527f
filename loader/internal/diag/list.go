package diag

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
)

// A List collects diagnostics. The zero List is empty.
type List struct{ Diags hcl.Diagnostics }

// Error adds an error.
func (l *List) Error(summary, detail string, at hcl.Range) { l.add(hcl.DiagError, summary, detail, at) }

// Warn adds a warning.
func (l *List) Warn(summary, detail string, at hcl.Range) {
	l.add(hcl.DiagWarning, summary, detail, at)
}

func (l *List) add(severity hcl.DiagnosticSeverity, summary, detail string, at hcl.Range) {
	l.Diags = append(l.Diags, &hcl.Diagnostic{Severity: severity, Summary: summary, Detail: detail, Subject: &at})
}

// Also names another place in the last diagnostic.
func (l *List) Also(at hcl.Range) { l.Diags[len(l.Diags)-1].Extra = Related{at} }

// Forbid reports the character NUL as an error. It returns true if the text has it.
// The engine uses NUL in names of its own.
func (l *List) Forbid(text string, at hcl.Range) bool {
	forbidden := strings.IndexByte(text, 0) >= 0
	if forbidden {
		l.Error("Forbidden character", `The character NUL, written "\u0000", is in this text; no name in Grafana has it. Take it out.`, at)
	}
	return forbidden
}

// Summaries that several places use.
const (
	BeyondLimits     = "Expression beyond limits"
	NeedsNewer       = "Newer Grafana needed"
	Removed          = "Removed from Grafana"
	NeedsFineGrained = "Fine-grained access control needed"
	IgnoredSetting   = "Ignored setting"
)
