package diag

import (
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/schema"
)

// A List collects diagnostics. The zero List is empty.
type List struct {
	Diags hcl.Diagnostics
	// Reviews are warnings for a configuration without errors.
	Reviews hcl.Diagnostics
	// instance is what About names.
	instance string
}

// About names the thing that all further diagnostics are about. It matters for an instance of
// a block with for_each: Distinct merges the warnings about the instances of a block.
func (l *List) About(addr schema.Addr) {
	if l.instance = ""; strings.HasSuffix(addr.Label, "]") {
		l.instance = addr.String()
	}
}

// Error adds an error.
func (l *List) Error(summary, detail string, at hcl.Range) { l.add(hcl.DiagError, summary, detail, at) }

// Warn adds a warning.
func (l *List) Warn(summary, detail string, at hcl.Range) {
	l.add(hcl.DiagWarning, summary, detail, at)
}

// Review adds a warning to the Reviews.
func (l *List) Review(summary, detail string, at hcl.Range) {
	l.Reviews = append(l.Reviews, l.diagnostic(hcl.DiagWarning, summary, detail, at))
}

func (l *List) add(severity hcl.DiagnosticSeverity, summary, detail string, at hcl.Range) {
	l.Diags = append(l.Diags, l.diagnostic(severity, summary, detail, at))
}

func (l *List) diagnostic(severity hcl.DiagnosticSeverity, summary, detail string, at hcl.Range) *hcl.Diagnostic {
	d := &hcl.Diagnostic{Severity: severity, Summary: summary, Detail: detail, Subject: &at}
	if l.instance != "" {
		d.Extra = &extra{instances: []string{l.instance}}
	}
	return d
}

// Also names another place in the last diagnostic.
func (l *List) Also(at hcl.Range) {
	d := l.Diags[len(l.Diags)-1]
	e := extraOf(d)
	e.related = []hcl.Range{at}
	d.Extra = e
}

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
	NeedsToggle      = "Feature toggle needed"
	IgnoredSetting   = "Ignored setting"
)
