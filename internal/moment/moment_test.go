package moment_test

import (
	"testing"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"

	"github.com/rolecall/rolecall/internal/moment"
)

// TestParse checks that Parse accepts a time exactly if plain OPA does.
func TestParse(t *testing.T) {
	query, err := rego.New(rego.Query(`time.parse_rfc3339_ns(input)`)).PrepareForEval(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	for _, text := range []string{
		"2026-01-01T00:00:00Z", "2026-01-01T00:00:00+01:00", "2026-01-01T00:00:00.5Z", "2026-01-01T00:00:00,5Z",
		"2026-01-01T00:00:00", "2026-01-01", "2026-01-01t00:00:00z", "2026-01-01 00:00:00Z", "2026-01-01T0:00:00Z",
		"2026-01-01T00:00:60Z", "2026-02-30T00:00:00Z", "2026-01-01T00:00:00+24:00", "2026-01-01T00:00:00-23:59",
		"", " ", "now", "\x00", "1970-01-01T00:00:00Z", "0000-01-01T00:00:00Z",
		"0001-01-01T00:00:00Z", "0001-01-01T01:00:00+01:00", "0001-01-01T00:00:00.000000001Z", "9999-12-31T23:59:59Z",
		"1677-09-21T00:12:43.145224192Z", "1677-09-21T00:12:43.145224191Z",
		"2262-04-11T23:47:16.854775807Z", "2262-04-11T23:47:16.854775808Z", "2262-04-12T00:47:16.854775807+01:00",
	} {
		at, err := moment.Parse(text)
		results, opaErr := query.Eval(t.Context(), rego.EvalParsedInput(ast.StringTerm(text).Value))
		if opaErr != nil {
			t.Fatal(opaErr)
		}
		if (err == nil) != (len(results) == 1) {
			t.Errorf("%q: %v, %v; OPA has %v", text, at, err, results)
		}
		if err == nil {
			read++
		}
		if (err == nil) == at.IsZero() {
			t.Errorf("%q: %v with the error %v", text, at, err)
		}
	}
	if read == 0 {
		t.Error("no time has been read")
	}
	if moment.Counts(time.Time{}) {
		t.Error("the zero time counts")
	}
}
