package main

import (
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/tests/await"
)

// agents are the addresses of OPAs in docs/fleet.md.
var agents = regexp.MustCompile(`127\.0\.0\.1:828\d`)

// TestFleetPage runs docs/fleet.md: its server, its OPAs, which are plain, and its other commands. Each of
// these is tried until it prints the text of the page, as a change takes a moment to reach an OPA.
func TestFleetPage(t *testing.T) {
	const server = "http://127.0.0.1:8181"
	for _, name := range []string{"curl", "openssl"} {
		if _, err := exec.LookPath(name); err != nil {
			t.Skip(err)
		}
	}
	opa := opaPath(t)
	t.Chdir("../..")
	text, err := os.ReadFile("docs/fleet.md")
	if err != nil {
		t.Fatal(err)
	}
	url, addresses := "", map[string]string{}
	addressed := func(line string) string {
		return agents.ReplaceAllStringFunc(line, func(agent string) string {
			if addresses[agent] == "" {
				addresses[agent] = freeAddress(t)
			}
			return addresses[agent]
		})
	}
	for _, c := range consoleCommands(string(text)) {
		if args, ok := strings.CutPrefix(c.line, "rolecall "); ok {
			url = served(t, append(strings.Fields(args), "--addr", "127.0.0.1:0"))
			continue
		}
		if args, ok := strings.CutPrefix(c.line, "opa "); ok {
			words := strings.Fields(addressed(args))
			running(t, opa, append(words, "--set", "services.rolecall.url="+url, "--set", "persistence_directory="+t.TempDir(),
				"--set", "decision_logs.reporting.min_delay_seconds=1", "--set", "decision_logs.reporting.max_delay_seconds=1")...)
			continue
		}
		line := addressed(strings.Replace(c.line, server, url, 1))
		var out []byte
		for end := time.Now().Add(2 * time.Minute); ; time.Sleep(100 * time.Millisecond) {
			out, err = exec.Command("sh", "-c", line).Output()
			if err == nil && string(out) == c.prints || time.Now().After(end) {
				break
			}
		}
		if diff := cmp.Diff(c.prints, string(out)); err != nil || diff != "" {
			t.Fatalf("%s: %v (-says +prints):\n%s", c.line, err, diff)
		}
	}
	for i, block := range codeBlocks(string(text), "yaml") {
		name := []string{"opa.yaml", "one_org.yaml"}[i]
		example, err := os.ReadFile(filepath.Join("examples", "fleet", name))
		if err != nil || !strings.Contains(string(example), block) {
			t.Errorf("%s does not have, %v\n%s", name, err, block)
		}
	}
}

// freeAddress returns an address that nobody listens to.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// running runs a program until the test ends.
func running(t *testing.T, program string, args ...string) {
	t.Helper()
	var out await.Transcript
	cmd := exec.Command(program, args...)
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if t.Failed() {
			t.Logf("%s says\n%s", filepath.Base(program), out.String())
		}
	})
}

// TestFleetScript checks that the shell and rolecall know each word of examples/fleet/run.sh. Without
// -short, it runs the script, at the ports that the script has.
func TestFleetScript(t *testing.T) {
	const script = "examples/fleet/run.sh"
	opa, bin := opaPath(t), t.TempDir()
	t.Chdir("../..")
	if out, err := exec.Command("sh", "-n", script).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	text, err := os.ReadFile(script)
	if err != nil {
		t.Fatal(err)
	}
	_, command, found := strings.Cut(strings.ReplaceAll(string(text), "\\\n", " "), "\nrolecall ")
	command, _, _ = strings.Cut(command, "\n")
	serve, _, err := (&program{}).rootCommand().Find([]string{"serve"})
	if !found || err != nil || !strings.Contains(command, " serve ") {
		t.Fatalf("there is no command line: %v", err)
	}
	for _, flag := range regexp.MustCompile(`--([a-z-]+)`).FindAllStringSubmatch(command, -1) {
		if serve.Flag(flag[1]) == nil {
			t.Errorf("serve has no flag %s", flag[0])
		}
	}
	if testing.Short() {
		return
	}
	called(t, filepath.Join(bin, "rolecall"))
	if err := os.Symlink(opa, filepath.Join(bin, "opa")); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, "sh", script).CombinedOutput()
	for _, want := range []string{`opa-3: "result":false`, `opa-3: "result":true`, `"failing":1`} {
		if err != nil || !strings.Contains(string(out), want) {
			t.Fatalf("%v, want %s:\n%s", err, want, out)
		}
	}
}
