package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/rolecall/rolecall/tests/replay"
)

// isOfDrift reports whether a step of the action is about drift.
func isOfDrift(step actionStep) bool { return step.ID == "drift" || step.Name == "Issue" }

// TestDriftAction runs the steps of action.yml about drift with the inputs of the workflow in examples/github, on
// the import of a recorded Grafana: after a change there, again, and once it is undone. A program in place of gh
// keeps the issue, which is opened, updated and closed.
func TestDriftAction(t *testing.T) {
	var action struct {
		Inputs map[string]struct{ Default string }
		Runs   struct{ Steps []actionStep }
	}
	readYAML(t, "../../action.yml", &action)
	var workflow struct {
		On   map[string]any
		Jobs map[string]struct{ Steps []actionStep }
	}
	readYAML(t, "../../examples/github/drift.yml", &workflow)
	if workflow.On["schedule"] == nil {
		t.Errorf("it runs on %v", workflow.On)
	}
	inputs := map[string]string{}
	for name, input := range action.Inputs {
		inputs[name] = input.Default
	}
	for _, step := range workflow.Jobs["drift"].Steps {
		for name, value := range step.With {
			if _, known := inputs[name]; !known && strings.HasPrefix(step.Uses, "rolecall/rolecall@") {
				t.Errorf("the action has no input %s", name)
			}
			inputs[name] = value
		}
	}
	if inputs["grafana-auth"] != "${{ secrets.GRAFANA_AUTH }}" || inputs["issue"] != "true" {
		t.Errorf("the inputs are %v", inputs)
	}
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip(err)
	}

	const world = "../../tests/importing/testdata/12.2/random-seed1/"
	grafana := func(overlays ...string) *replay.Server {
		s, err := replay.Open(world+"responses.jsonl.gz", overlays...)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	unchanged, changed := grafana(), grafana(world+"changes/23-user-role-lowered/responses.jsonl.gz")
	var answers atomic.Pointer[replay.Server]
	answers.Store(unchanged)
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answers.Load().ServeHTTP(w, r)
	}))
	defer web.Close()

	dir := t.TempDir()
	bin, issue := filepath.Join(dir, "bin"), filepath.Join(dir, "issue")
	self, err := os.Executable()
	if err == nil {
		err = os.Mkdir(bin, 0o755)
	}
	if err == nil {
		err = os.Symlink(self, filepath.Join(bin, "rolecall"))
	}
	if err != nil {
		t.Fatal(err)
	}
	gh := "#!/bin/sh\nset -e\necho \"$*\" >> " + dir + "/calls\neval \"last=\\${$#}\"\ncase \"$*\" in\n" +
		"*--paginate*) if [ -f " + issue + " ]; then echo 9; fi ;;\n" +
		"*PATCH*/issues/9*state=closed*) rm " + issue + " ;;\n" +
		"*PATCH*/issues/9*|*POST*/issues*) cat \"${last#body=@}\" > " + issue + " ;;\n" +
		"*) exit 1 ;;\nesac\n"
	if err := os.WriteFile(filepath.Join(bin, "gh"), []byte(gh), 0o755); err != nil {
		t.Fatal(err)
	}
	path := "PATH=" + bin + string(os.PathListSeparator) + os.Getenv("PATH")
	first := exec.Command(filepath.Join(bin, "rolecall"), "import", "grafana", "-C", filepath.Join(dir, inputs["folder"]))
	first.Env = append(os.Environ(), "GRAFANA_URL="+web.URL, "GRAFANA_AUTH=admin:secret-of-admin")
	if out, err := first.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}

	drifted := ""
	run := func() {
		t.Helper()
		values := strings.NewReplacer("${{ runner.temp }}", dir, "${{ github.token }}", "token",
			"${{ inputs.folder }}", inputs["folder"], "${{ inputs.grafana-url }}", web.URL,
			"${{ inputs.grafana-auth }}", "admin:secret-of-admin", "${{ steps.drift.outputs.drifted }}", drifted)
		for _, step := range action.Runs.Steps {
			if !isOfDrift(step) {
				continue
			}
			output := filepath.Join(dir, "output")
			cmd := exec.Command("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step.Run)
			cmd.Dir = dir
			cmd.Env = append(os.Environ(), path, "GITHUB_REPOSITORY=acme/access",
				"GITHUB_STEP_SUMMARY="+filepath.Join(dir, "summary"), "GITHUB_OUTPUT="+output)
			for name, value := range step.Env {
				if step.Name == "Issue" && name == "DRIFTED" {
					value = drifted
				} else if value = values.Replace(value); strings.Contains(value, "${{") {
					t.Fatalf("%s: the test has no value for %s", step.Name, value)
				}
				cmd.Env = append(cmd.Env, name+"="+value)
			}
			out, err := cmd.CombinedOutput()
			if err != nil || strings.Contains(string(out), "secret-of-admin") {
				t.Fatalf("%s: %v\n%s", step.Name, err, out)
			}
			if step.ID == "drift" {
				text, err := os.ReadFile(output)
				if err != nil {
					t.Fatal(err)
				}
				lines := strings.Fields(string(text))
				drifted = strings.TrimPrefix(lines[len(lines)-1], "drifted=")
			}
		}
	}
	run()
	if _, err := os.Stat(issue); drifted != "false" || err == nil {
		t.Errorf("drifted is %s without a change, and there is an issue: %t", drifted, err == nil)
	}
	answers.Store(changed)
	run()
	run()
	text, err := os.ReadFile(issue)
	begins := strings.HasPrefix(string(text), "<!-- rolecall drift: grafana -->\n**")
	if err != nil || !begins || !strings.Contains(string(text), "user:u01") {
		t.Errorf("the issue is (%v):\n%s", err, text)
	}
	answers.Store(unchanged)
	run()
	if _, err := os.Stat(issue); err == nil {
		t.Error("the issue stays open")
	}
	calls, err := os.ReadFile(filepath.Join(dir, "calls"))
	posts, patches := strings.Count(string(calls), "POST"), strings.Count(string(calls), "PATCH")
	if err != nil || posts != 1 || patches != 2 {
		t.Errorf("calls are %s (%v)", calls, err)
	}
}
