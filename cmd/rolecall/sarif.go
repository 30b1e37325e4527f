package main

import (
	"net/url"
	"path/filepath"

	"github.com/rolecall/rolecall/internal/printable"
)

// The parts of a SARIF 2.1.0 log that are written. See
// https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool        sarifTool         `json:"tool"`
		Invocations []sarifInvocation `json:"invocations"`
		Results     []sarifResult     `json:"results"`
		// ColumnKind says what columns count.
		ColumnKind string `json:"columnKind"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name           string      `json:"name"`
		Version        string      `json:"version"`
		InformationURI string      `json:"informationUri"`
		Rules          []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID               string    `json:"id"`
		ShortDescription sarifText `json:"shortDescription"`
		HelpURI          string    `json:"helpUri"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifInvocation struct {
		ExecutionSuccessful bool                `json:"executionSuccessful"`
		Notifications       []sarifNotification `json:"toolExecutionNotifications,omitempty"`
	}
	sarifNotification struct {
		Level   string    `json:"level"`
		Message sarifText `json:"message"`
	}
	sarifResult struct {
		RuleID           string          `json:"ruleId"`
		RuleIndex        int             `json:"ruleIndex"`
		Level            string          `json:"level"`
		Message          sarifText       `json:"message"`
		Locations        []sarifLocation `json:"locations"`
		RelatedLocations []sarifLocation `json:"relatedLocations,omitempty"`
	}
	sarifLocation struct {
		PhysicalLocation sarifPhysical `json:"physicalLocation"`
	}
	sarifPhysical struct {
		ArtifactLocation sarifArtifact `json:"artifactLocation"`
		Region           sarifRegion   `json:"region"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn"`
		EndLine     int `json:"endLine"`
		EndColumn   int `json:"endColumn"`
		// ByteOffset and ByteLength are nil where only the line is known.
		ByteOffset *int `json:"byteOffset,omitempty"`
		ByteLength *int `json:"byteLength,omitempty"`
	}
)

const home = "https://github.com/rolecall/rolecall"

// sarifOf is a log of diagnostics. Each summary is a rule.
func sarifOf(diags []diagnostic) sarifLog {
	run := newRun(sarifInvocation{ExecutionSuccessful: true})
	rules := map[string]int{}
	for _, d := range diags {
		id := slug(d.Summary)
		rule, known := rules[id]
		if !known {
			rule = len(run.Tool.Driver.Rules)
			rules[id] = rule
			run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRule{
				ID:               id,
				ShortDescription: sarifText{printable.Line(d.Summary)},
				HelpURI:          home + "/blob/main/docs/diagnostics.md#" + slug(heading(d.Summary)),
			})
		}
		result := sarifResult{RuleID: id, RuleIndex: rule, Level: d.Severity, Message: sarifText{printable.Lines(d.Summary + ": " + d.Detail)}, Locations: []sarifLocation{}}
		if d.Range != nil {
			result.Locations = append(result.Locations, sarifAt(place{d.File, *d.Range}))
		}
		for _, other := range d.Related {
			result.RelatedLocations = append(result.RelatedLocations, sarifAt(other))
		}
		run.Results = append(run.Results, result)
	}
	return newLog(run)
}

// sarifFailure is the log of a run that could not look at the configuration.
func sarifFailure(err error) sarifLog {
	return newLog(newRun(sarifInvocation{Notifications: []sarifNotification{{Level: "error", Message: sarifText{errorText(err)}}}}))
}

func newRun(invocation sarifInvocation) sarifRun {
	return sarifRun{
		Tool:        sarifTool{sarifDriver{Name: "rolecall", Version: version(), InformationURI: home, Rules: []sarifRule{}}},
		Invocations: []sarifInvocation{invocation},
		Results:     []sarifResult{},
		ColumnKind:  "unicodeCodePoints",
	}
}

func newLog(run sarifRun) sarifLog {
	return sarifLog{Schema: "https://json.schemastore.org/sarif-2.1.0.json", Version: "2.1.0", Runs: []sarifRun{run}}
}

func sarifAt(p place) sarifLocation {
	start, end := p.Range.Start, p.Range.End
	uri := url.URL{Path: filepath.ToSlash(p.File)}
	if filepath.IsAbs(p.File) {
		uri.Scheme = "file"
	}
	region := sarifRegion{
		StartLine: start.Line, StartColumn: start.Column,
		EndLine: end.Line, EndColumn: end.Column,
	}
	if length := end.Byte - start.Byte; end.Byte > 0 {
		region.ByteOffset, region.ByteLength = &start.Byte, &length
	}
	return sarifLocation{sarifPhysical{ArtifactLocation: sarifArtifact{uri.String()}, Region: region}}
}
