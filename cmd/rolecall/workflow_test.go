package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// TestWorkflow runs the steps of the workflow in examples/github as a runner of
// GitHub would, on the example configuration.
func TestWorkflow(t *testing.T) {
	text, err := os.ReadFile("../../examples/github/access.yml")
	if err != nil {
		t.Fatal(err)
	}
	var workflow struct {
		On   map[string]any
		Env  map[string]string
		Jobs map[string]struct {
			RunsOn string `yaml:"runs-on"`
			Steps  []struct {
				Name, Uses, Run string
				ContinueOnError bool `yaml:"continue-on-error"`
			}
		}
	}
	if err := yaml.Unmarshal(text, &workflow); err != nil {
		t.Fatal(err)
	}
	if workflow.On["pull_request"] == nil && workflow.On["push"] == nil || workflow.Env["DIR"] == "" {
		t.Errorf("it runs on %v, with %v", workflow.On, workflow.Env)
	}
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, workflow.Env["DIR"]), os.DirFS("../../examples/acme")); err != nil {
		t.Fatal(err)
	}
	bin := filepath.Join(dir, "bin")
	called(t, filepath.Join(bin, "rolecall"))
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	for name, value := range workflow.Env {
		t.Setenv(name, value)
	}
	ran := 0
	for _, step := range workflow.Jobs["access"].Steps {
		if step.Uses != "" || strings.HasPrefix(step.Run, "go install github.com/rolecall/rolecall/cmd/rolecall@") {
			continue
		}
		ran++
		// This takes minutes, too long for a test.
		run := strings.Replace(step.Run, "--mutate-max 50", "--mutate-max 1", 1)
		cmd := exec.Command("sh", "-ec", run)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		var exit *exec.ExitError
		if err != nil && !(step.ContinueOnError && errors.As(err, &exit) && exit.ExitCode() == exitNegative) {
			t.Errorf("%s: %v\n%s", step.Name, err, out)
		}
	}
	if ran < 5 {
		t.Errorf("%d steps were run", ran)
	}
	for _, artifact := range []string{"validate.sarif", "lcov.info", "access.tar.gz"} {
		if _, err := os.Stat(filepath.Join(dir, artifact)); err != nil {
			t.Error(err)
		}
	}
}
