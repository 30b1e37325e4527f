package loader

// Summaries of diagnostics that several places give.
const (
	needsNewer       = "Newer Grafana needed"
	removed          = "Removed from Grafana"
	needsFineGrained = "Fine-grained access control needed"
	ignoredSetting   = "Ignored setting"
)
