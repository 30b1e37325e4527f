package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rolecall/rolecall/tests/await"
	"github.com/rolecall/rolecall/tests/replay"
)

// A drifting Grafana has the answers of a recorded one, and then those of the same one after a change.
type drifting struct {
	atomic.Pointer[replay.Server]
	url, folder string
}

const driftWorld = "../../tests/importing/testdata/10.1/random-seed1/"

// newDrifting serves a recorded Grafana and imports it into a folder.
func newDrifting(t *testing.T) *drifting {
	t.Helper()
	g := &drifting{folder: filepath.Join(t.TempDir(), "access")}
	g.set(t, "")
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		g.Load().ServeHTTP(w, r)
	}))
	t.Cleanup(web.Close)
	g.url = web.URL
	t.Setenv("GRAFANA_URL", g.url)
	t.Setenv("GRAFANA_AUTH", "admin:secret-of-admin")
	if code, out, err := g.run("import", "grafana"); code != exitOK {
		t.Fatalf("%s%s", out, err)
	}
	return g
}

// set makes the Grafana the one after a change; that before for none.
func (g *drifting) set(t *testing.T, change string) {
	t.Helper()
	var overlays []string
	if change != "" {
		overlays = append(overlays, driftWorld+"changes/"+change+"/responses.jsonl.gz")
	}
	s, err := replay.Open(driftWorld+"responses.jsonl.gz", overlays...)
	if err != nil {
		t.Fatal(err)
	}
	g.Store(s)
}

func (g *drifting) run(args ...string) (code int, out, err string) {
	var stdout, stderr bytes.Buffer
	code = run(context.Background(), append([]string{"-C", g.folder}, args...), strings.NewReader(""), &stdout, &stderr)
	return code, stdout.String(), stderr.String()
}

// TestDriftFormats compares a Grafana with its import in each format: as it was, after a change of access, and
// after one without.
func TestDriftFormats(t *testing.T) {
	g := newDrifting(t)
	prom := filepath.Join(t.TempDir(), "rolecall.prom")
	check := func(want int, wanted []string, args ...string) string {
		t.Helper()
		code, out, err := g.run(append([]string{"drift", "--metrics-file", prom}, args...)...)
		if code != want || strings.Contains(out+err, "secret-of-admin") {
			t.Fatalf("%v: exit code %d, want %d:\n%s%s", args, code, want, out, err)
		}
		for _, text := range wanted {
			if !strings.Contains(out, text) {
				t.Errorf("%v: the output has not %q:\n%s", args, text, out)
			}
		}
		return out
	}
	metrics := func(lines ...string) {
		t.Helper()
		text, err := os.ReadFile(prom)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range append(lines, "rolecall_drift_errors 0") {
			if !strings.Contains(string(text), "\n"+line+"\n") {
				t.Errorf("the metrics have not %q:\n%s", line, text)
			}
		}
	}
	if out := check(exitOK, nil, "--exit-code"); out != "The access is the same.\n" {
		t.Errorf("without a change it writes\n%s", out)
	}
	metrics("rolecall_drift_drifted 0", `rolecall_drift_groups{change="gained"} 0`, "rolecall_drift_apart 0")

	g.set(t, "13-folder-user-added") // folder f04 gives u00 View as well
	check(exitNegative, []string{
		" gained in 1 group, 0 requests lost in 0 groups.", "because only Grafana has: user:u00 has ",
		"    configuration: lacks ", "    Grafana: ",
	}, "--exit-code")
	metrics("rolecall_drift_drifted 1", `rolecall_drift_groups{change="gained"} 1`,
		`rolecall_drift_requests{change="lost"} 0`)
	check(exitNegative, nil, "--fail-on", "gain subject=user:u00")
	check(exitOK, nil, "--fail-on", "loss subject=user:u00")
	check(exitOK, []string{"The access is the same."}, "--subject", "user:u01")
	check(exitOK, []string{"+ user:u00 "}, "--details")
	check(exitOK, []string{"**", "<details>", "because only Grafana has: "}, "--format", "markdown")
	check(exitOK, []string{"::warning file=" + g.folder + "/folders.hcl,line="}, "--format", "github")
	check(exitOK, []string{`"access-gained"`, "folders.hcl"}, "--format", "sarif")
	var result struct {
		Same   bool
		Gained int
		Groups []struct {
			Reasons []struct{ File, Holder string }
		}
		Apart []struct{ Text, File string }
	}
	if err := json.Unmarshal([]byte(check(exitOK, nil, "--format", "json")), &result); err != nil {
		t.Fatal(err)
	}
	if result.Same || result.Gained == 0 || len(result.Groups) != 1 || result.Groups[0].Reasons[0].File != "" ||
		result.Groups[0].Reasons[0].Holder != "user:u00" || len(result.Apart) > 0 {
		t.Errorf("the JSON is %+v", result)
	}

	g.set(t, "33-redundant-on-dashboard") // dashboard d10 gives u07 View, who has Admin by its folder
	const apart = `dashboard:d10: user:u07 has "View" in Grafana alone`
	check(exitOK, []string{"The access is the same.\n\nDifferent without a change of access:\n  ", apart}, "--exit-code")
	metrics("rolecall_drift_drifted 0", "rolecall_drift_apart 1")
	check(exitOK, []string{"::notice file=" + g.folder + "/dashboards.hcl,line=", "user:u07"}, "--format", "github")
	check(exitOK, []string{"**Different without a change of access**", "user:u07"}, "--format", "markdown")
	check(exitOK, []string{`"difference-without-access"`, "dashboards.hcl"}, "--format", "sarif")
	result.Groups, result.Apart = nil, nil
	if err := json.Unmarshal([]byte(check(exitOK, nil, "--format", "json")), &result); err != nil {
		t.Fatal(err)
	}
	if !result.Same || len(result.Groups) > 0 || len(result.Apart) != 1 ||
		result.Apart[0].File != filepath.Join(g.folder, "dashboards.hcl") {
		t.Errorf("the JSON is %+v", result)
	}
}

// TestDriftWatch watches a Grafana: it writes the first result, then that after a change, once, and an error.
func TestDriftWatch(t *testing.T) {
	g := newDrifting(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var out, problems await.Transcript
	ended := make(chan int, 1)
	go func() {
		args := []string{"-C", g.folder, "drift", "--watch", "--interval", "1s", "--retries", "0"}
		ended <- run(ctx, args, strings.NewReader(""), &out, &problems)
	}()
	writes := func(to *await.Transcript, text string) {
		t.Helper()
		await.Until(t, 2*time.Minute, fmt.Sprintf("it does not write %q", text), func() bool {
			return strings.Contains(to.String(), text)
		})
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("%s%s", &out, &problems)
		}
	})
	writes(&out, "The access is the same.\n")
	g.set(t, "13-folder-user-added")
	writes(&out, " gained in 1 group")
	if err := os.WriteFile(filepath.Join(g.folder, "grafana.hcl"), []byte("grafana {"), 0o644); err != nil {
		t.Fatal(err)
	}
	writes(&problems, "Error: ")
	cancel()
	if code := <-ended; code != exitOK {
		t.Errorf("exit code %d", code)
	}
	if n := strings.Count(out.String(), "The access is the same."); n != 1 {
		t.Errorf("it writes the first result %d times:\n%s", n, out.String())
	}
}
