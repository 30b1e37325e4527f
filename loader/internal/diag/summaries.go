package diag

// Summaries of diagnostics that several places give.
const (
	NeedsNewer       = "Newer Grafana needed"
	Removed          = "Removed from Grafana"
	NeedsFineGrained = "Fine-grained access control needed"
	IgnoredSetting   = "Ignored setting"
)
