package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

type actionStep struct {
	ID, Name, Uses, Run, Shell string
	Env, With                  map[string]string
}

func readYAML(t *testing.T, path string, v any) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err == nil {
		err = yaml.Unmarshal(text, v)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestAction runs the steps of action.yml on a repository with a pull request, with the inputs
// of the workflow in examples/github. A program in place of gh keeps the comments. The second
// run updates the comment of the first.
func TestAction(t *testing.T) {
	var action struct {
		Inputs map[string]struct{ Description, Default string }
		Runs   struct {
			Using string
			Steps []actionStep
		}
	}
	readYAML(t, "../../action.yml", &action)
	var workflow struct {
		Jobs map[string]struct{ Steps []actionStep }
	}
	readYAML(t, "../../examples/github/pull_request.yml", &workflow)
	inputs := map[string]string{}
	for name, input := range action.Inputs {
		inputs[name] = input.Default
	}
	used := false
	for _, step := range workflow.Jobs["access"].Steps {
		if !strings.HasPrefix(step.Uses, "rolecall/rolecall@") {
			continue
		}
		used = true
		for name, value := range step.With {
			if _, known := inputs[name]; !known {
				t.Errorf("the action has no input %s", name)
			}
			inputs[name] = value
		}
	}
	if !used || action.Runs.Using != "composite" {
		t.Fatalf("the workflow uses the action: %t; it is %s", used, action.Runs.Using)
	}
	for _, program := range []string{"git", "bash"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skip(err)
		}
	}

	dir := t.TempDir()
	bin, comments := filepath.Join(dir, "bin"), filepath.Join(dir, "comments")
	called(t, filepath.Join(bin, "rolecall"))
	gh := "#!/bin/sh\nset -e\ncase \"$*\" in\n" +
		"*--paginate*) if [ -f " + comments + " ]; then echo 7; fi ;;\n" +
		"*PATCH*/issues/comments/7*|*POST*/issues/3/comments*) echo \"$4\" >> " + dir + "/calls; eval \"last=\\${$#}\"; cat \"${last#body=@}\" > " + comments + " ;;\n" +
		"*) exit 1 ;;\nesac\n"
	if err := os.WriteFile(filepath.Join(bin, "gh"), []byte(gh), 0o755); err != nil {
		t.Fatal(err)
	}
	repository := filepath.Join(dir, "repository")
	if err := os.CopyFS(filepath.Join(repository, inputs["folder"]), os.DirFS("../../examples/acme")); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"init", "-q", "-b", "main"}, {"add", "."}, {"-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-q", "-m", "first"}, {"remote", "add", "origin", "."}} {
		cmd := exec.Command("git", args...)
		cmd.Dir = repository
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	settings := filepath.Join(repository, inputs["folder"], "grafana.hcl")
	text, err := os.ReadFile(settings)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(settings, []byte(strings.Replace(string(text), "grafana {", "grafana {\n  viewers_can_edit = true\n", 1)), 0o644); err != nil {
		t.Fatal(err)
	}

	// The values of expressions, as GitHub gives them on a pull request to main.
	values := strings.NewReplacer(
		"${{ inputs.base || format('origin/{0}', github.base_ref) }}", "origin/main",
		"${{ inputs.base == '' && github.base_ref || '' }}", "main",
		"${{ runner.temp }}", dir, "${{ github.token }}", "token", "${{ github.event.pull_request.number }}", "3",
		"${{ inputs.folder }}", inputs["folder"], "${{ inputs.fail-on }}", inputs["fail-on"], "${{ inputs.version }}", inputs["version"],
	)
	for range 2 {
		for _, step := range action.Runs.Steps {
			if step.Uses != "" || strings.HasPrefix(step.Run, "go install ") || isOfDrift(step) {
				continue
			}
			cmd := exec.Command("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step.Run)
			cmd.Dir = repository
			cmd.Env = append(os.Environ(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"),
				"GITHUB_REPOSITORY=acme/access", "GITHUB_STEP_SUMMARY="+filepath.Join(dir, "summary"))
			for name, value := range step.Env {
				if value = values.Replace(value); strings.Contains(value, "${{") {
					t.Fatalf("%s: the test has no value for %s", step.Name, value)
				}
				cmd.Env = append(cmd.Env, name+"="+value)
			}
			out, err := cmd.CombinedOutput()
			// A test expects Viewers not to explore. Anonymous visitors can, too, which the workflow
			// does not allow.
			if broken := step.Name == "Test" || step.ID == "compare"; broken != (err != nil && cmd.ProcessState.ExitCode() == exitNegative) || !broken && err != nil {
				t.Errorf("%s: %v\n%s", step.Name, err, out)
			}
		}
	}
	comment, err := os.ReadFile(comments)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"<!-- rolecall diff: grafana -->\n### Access in Grafana\n\n**", "**Not allowed here**: <code>gain subject=anonymous</code>", "viewers_can_edit is on"} {
		if !strings.Contains(string(comment), want) {
			t.Errorf("the comment has not %q:\n%s", want, comment)
		}
	}
	calls, err := os.ReadFile(filepath.Join(dir, "calls"))
	if want := "POST\nPATCH\n"; err != nil || string(calls) != want {
		t.Errorf("calls are %q, want %q (%v)", calls, want, err)
	}
}
