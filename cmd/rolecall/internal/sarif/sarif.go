// Package sarif has the parts of a SARIF 2.1.0 log that the command writes. See
// https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html.
package sarif

import (
	"net/url"
	"path/filepath"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
)

type (
	// A Log is a log with one run.
	Log struct {
		Schema  string `json:"$schema"`
		Version string `json:"version"`
		Runs    []run  `json:"runs"`
	}
	run struct {
		Tool        tool         `json:"tool"`
		Invocations []invocation `json:"invocations"`
		Results     []Result     `json:"results"`
		// ColumnKind is the unit of columns.
		ColumnKind string `json:"columnKind"`
	}
	tool struct {
		Driver driver `json:"driver"`
	}
	driver struct {
		Name           string `json:"name"`
		Version        string `json:"version"`
		InformationURI string `json:"informationUri"`
		Rules          []Rule `json:"rules"`
	}
	// A Rule is a kind of result.
	Rule struct {
		ID               string `json:"id"`
		ShortDescription Text   `json:"shortDescription"`
		HelpURI          string `json:"helpUri"`
	}
	// A Text is a plain text.
	Text struct {
		Text string `json:"text"`
	}
	invocation struct {
		ExecutionSuccessful bool           `json:"executionSuccessful"`
		Notifications       []notification `json:"toolExecutionNotifications,omitempty"`
	}
	notification struct {
		Level   string `json:"level"`
		Message Text   `json:"message"`
	}
	// A Result is about a place. RuleIndex is the index of its rule in the log.
	Result struct {
		RuleID           string     `json:"ruleId"`
		RuleIndex        int        `json:"ruleIndex"`
		Level            string     `json:"level"`
		Message          Text       `json:"message"`
		Locations        []Location `json:"locations"`
		RelatedLocations []Location `json:"relatedLocations,omitempty"`
		// OccurrenceCount is how many times the result was found; 0 if it is not known.
		OccurrenceCount int `json:"occurrenceCount,omitempty"`
	}
	// A Location is a place in a file.
	Location struct {
		PhysicalLocation physical `json:"physicalLocation"`
	}
	physical struct {
		ArtifactLocation artifact `json:"artifactLocation"`
		Region           region   `json:"region"`
	}
	artifact struct {
		URI string `json:"uri"`
	}
	region struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn"`
		EndLine     int `json:"endLine"`
		EndColumn   int `json:"endColumn"`
		// ByteOffset and ByteLength are nil if only the line is known.
		ByteOffset *int `json:"byteOffset,omitempty"`
		ByteLength *int `json:"byteLength,omitempty"`
	}
)

// Home is the address of the project.
const Home = "https://github.com/rolecall/rolecall"

// NewLog returns the log of a run that has looked at the configuration.
func NewLog(rules []Rule, results []Result) Log {
	return newLog(invocation{ExecutionSuccessful: true}, rules, results)
}

// Failed returns the log of a run that could not look at the configuration.
func Failed(message string) Log {
	return newLog(invocation{Notifications: []notification{{Level: "error", Message: Text{message}}}}, nil, nil)
}

func newLog(how invocation, rules []Rule, results []Result) Log {
	return Log{Schema: "https://json.schemastore.org/sarif-2.1.0.json", Version: "2.1.0", Runs: []run{{
		Tool:        tool{driver{Name: "rolecall", Version: output.Version(), InformationURI: Home, Rules: append([]Rule{}, rules...)}},
		Invocations: []invocation{how},
		Results:     append([]Result{}, results...),
		ColumnKind:  "unicodeCodePoints",
	}}}
}

// At returns the location of a place, which must have a file.
func At(p output.Place) Location {
	start, end := p.Range.Start, p.Range.End
	uri := url.URL{Path: filepath.ToSlash(p.File)}
	if filepath.IsAbs(p.File) {
		uri.Scheme = "file"
	}
	region := region{
		StartLine: start.Line, StartColumn: start.Column,
		EndLine: end.Line, EndColumn: end.Column,
	}
	if length := end.Byte - start.Byte; end.Byte > 0 {
		region.ByteOffset, region.ByteLength = &start.Byte, &length
	}
	return Location{physical{ArtifactLocation: artifact{uri.String()}, Region: region}}
}
