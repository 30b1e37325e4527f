//go:build unix

package faults

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/decisionlog"
	"github.com/rolecall/rolecall/engine/server"
	"github.com/rolecall/rolecall/internal/moment"
)

// noon is when the test of the clock begins.
var noon = time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)

// expiring is good with a service account, one token of which expires an hour after noon.
var expiring = good + fmt.Sprintf(`
service_account "ci" {
  role = "Editor"
  token "nightly" { expires = %q }
  token "forever" {}
}
`, noon.Add(time.Hour).Format(time.RFC3339))

// ofToken is a request of a token, in the form of AuthZEN.
func ofToken(token string) string {
	return `{"subject":{"type":"service_account","id":"ci","properties":{"token":"` + token + `"}},"action":{"name":"folders:write"},"resource":{"type":"folder","id":"ops"}}`
}

// TestClock sets the clock of the machine forth and back while a server answers: nothing that has expired is valid
// again, lists go on, the configuration is loaded again, and lines of the decision log keep their order.
func TestClock(t *testing.T) {
	var wall atomic.Int64
	wall.Store(noon.UnixNano())
	defer moment.Pretend(func() time.Time { return time.Unix(0, wall.Load()) })()
	files := fstest.MapFS{"main.hcl": {Data: []byte(expiring)}}
	eng, err := engine.OpenFS(t.Context(), files, engine.WithRevision())
	if err != nil {
		t.Fatal(err)
	}
	var lines bytes.Buffer
	log, err := decisionlog.New(&lines)
	if err != nil {
		t.Fatal(err)
	}
	handler, err := server.New(eng, server.WithDecisionLog(log))
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(handler)
	defer s.Close()
	ask := func(path, body string) (answer struct {
		Decision, Result bool
		Evaluations      []struct{ Decision bool }
		Results          []struct{ ID string }
		Page             struct {
			Next string `json:"next_token"`
		}
	}) {
		t.Helper()
		resp, err := http.Post(s.URL+path, "application/json", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		text, err := io.ReadAll(resp.Body)
		if err != nil || resp.StatusCode != http.StatusOK || json.Unmarshal(text, &answer) != nil {
			t.Fatalf("%s: %s, %s (%v)", path, resp.Status, text, err)
		}
		return answer
	}
	list := func(token string) string {
		return `{"subject":{"type":"user"},"action":{"name":"folders:read"},"resource":{"type":"folder","id":"ops"},"page":{"limit":1,"token":"` + token + `"}}`
	}
	first := ask("/access/v1/search/subject", list(""))
	for _, step := range []struct {
		name  string
		at    time.Time
		valid bool
	}{
		{"at noon", noon, true},
		{"set back before it expires", noon.Add(-24 * time.Hour), true},
		{"just before it expires", noon.Add(59 * time.Minute), true},
		{"set forth", noon.Add(2 * time.Hour), false},
		{"set back after it has expired", noon, false},
		{"set back to the beginning of time", time.Unix(0, 0), false},
		{"far in the future", noon.AddDate(100, 0, 0), false},
		{"right again", noon.Add(3 * time.Hour), false},
	} {
		wall.Store(step.at.UnixNano())
		nightly, both := ofToken("nightly"), `{"evaluations":[`+ofToken("nightly")+`,`+ofToken("forever")+`]}`
		for range 2 { // before and after a reload
			if got := ask("/access/v1/evaluation", nightly).Decision; got != step.valid {
				t.Errorf("%s: %t by AuthZEN", step.name, got)
			}
			if got := ask("/v1/data/rolecall/authz/allow", `{"input":`+nightly+`}`).Result; got != step.valid {
				t.Errorf("%s: %t by OPA's data API", step.name, got)
			}
			if got := ask("/access/v1/evaluations", both).Evaluations; len(got) != 2 || got[0].Decision != step.valid || !got[1].Decision {
				t.Errorf("%s: %v", step.name, got)
			}
			if !ask("/access/v1/evaluation", eve).Decision || ask("/access/v1/evaluation", vic).Decision {
				t.Errorf("%s: decisions without a time are wrong", step.name)
			}
			if next := ask("/access/v1/search/subject", list(first.Page.Next)); len(next.Results) != 1 || next.Results[0] == first.Results[0] {
				t.Errorf("%s: after %v, the next page is %v", step.name, first.Results, next.Results)
			}
			if err := eng.Reload(t.Context()); err != nil {
				t.Errorf("%s: %v", step.name, err)
			}
		}
	}
	if err := log.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
	number := 0
	for line := range strings.Lines(lines.String()) {
		var logged struct {
			ID       string `json:"decision_id"`
			Duration int64  `json:"duration_ns"`
		}
		if err := json.Unmarshal([]byte(line), &logged); err != nil {
			t.Fatal(err)
		}
		number++
		if !strings.HasSuffix(logged.ID, fmt.Sprintf("-%d", number)) || logged.Duration < 0 {
			t.Errorf("line %d is %s", number, line)
		}
	}
	if number < 100 {
		t.Errorf("%d lines are logged", number)
	}
}
