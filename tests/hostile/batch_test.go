package hostile

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/loader"
	"github.com/rolecall/rolecall/schema"
)

// TestL9Waiting checks that a batch writes each answer before it waits for the next line.
func TestL9Waiting(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, "check", "--batch", "-")
	cmd.Dir = configuration(t, asked)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	answers := bufio.NewReader(out)
	for _, tc := range []struct{ line, want string }{
		{ask("vic", "ada") + "\n", `{"decision":true,`},
		{"\n", `{"decision":false,`},
		// Part of the next line is there already.
		{ask() + "\n" + ask()[:20], `{"decision":false,`},
		{ask()[20:] + "\r\n", `{"decision":false,`},
		{ask("vic", "ada") + "\n" + ask("vic", "ada") + "\n", `{"decision":true,`},
		{"", `{"decision":true,`},
	} {
		if _, err := io.WriteString(in, tc.line); err != nil {
			t.Fatal(err)
		}
		if answer, err := answers.ReadString('\n'); err != nil || !strings.HasPrefix(answer, tc.want) {
			t.Fatalf("%q, %v; want %s after %q", answer, err, tc.want, tc.line)
		}
	}
	in.Close()
	if rest, err := io.ReadAll(answers); len(rest) > 0 || err != nil {
		t.Errorf("%q, %v after the last line", rest, err)
	}
	if cmd.Wait(); cmd.ProcessState.ExitCode() != 1 {
		t.Errorf("exit code %d after an empty line", cmd.ProcessState.ExitCode())
	}
}

// TestL9Pairs checks that answer n is the answer to line n, whatever the lines are.
func TestL9Pairs(t *testing.T) {
	const yes, no = `{"decision":true,`, `{"decision":false,`
	long := ask("vic", "ada", `"subject"`, `"more":"`+strings.Repeat("x", 2<<20)+`","subject"`)
	dir := configuration(t, asked)
	for _, tc := range []struct {
		lines string
		want  []string
		code  int
	}{
		{"", nil, 0},
		{"\ufeff", nil, 0},
		{ask("vic", "ada"), []string{yes}, 0},
		{"\ufeff" + ask("vic", "ada") + "\n" + ask(), []string{yes, no}, 0},
		{"\ufeff\n" + ask("vic", "ada"), []string{no, yes}, 1},
		{ask("vic", "ada") + "\n\ufeff" + ask("vic", "ada"), []string{yes, no}, 1},
		{"\n\n" + ask("vic", "ada") + "\n \t\r\n" + ask("vic", "ada") + "\r\n\n", []string{no, no, yes, no, yes, no}, 1},
		{long + "\n" + ask("vic", "ada") + "\n" + long, []string{no, yes, no}, 1},
		{ask() + ask("vic", "ada") + "\n" + ask("vic", "ada") + "\x00\n", []string{no, no}, 1},
	} {
		out := rolecall(t, dir, tc.lines, "check", "--batch", "-")
		got := strings.SplitAfter(out.stdout, "\n")
		got = got[:len(got)-1]
		same := len(got) == len(tc.want)
		for i := range got {
			same = same && strings.HasPrefix(got[i], tc.want[i])
		}
		if !same || out.code != tc.code {
			t.Errorf("code %d, %q; want code %d, %q for %.200q", out.code, got, tc.code, tc.want, tc.lines)
		}
	}
}

// TestL9Memory checks that a batch with many errors needs as much memory as one with few, and
// reports only some of them one by one.
func TestL9Memory(t *testing.T) {
	dir := configuration(t, asked)
	run := func(lines int) (memory int64, answers, told int) {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), program, "check", "--batch", "-")
		cmd.Dir = dir
		cmd.Stdin = strings.NewReader(strings.Repeat("x\n", lines))
		var stdout, stderr lineCounter
		cmd.Stdout, cmd.Stderr = &stdout, &stderr
		if err := cmd.Run(); cmd.ProcessState.ExitCode() != 1 {
			t.Fatal(err)
		}
		return maxMemory(cmd.ProcessState), int(stdout), int(stderr)
	}
	few, _, _ := run(10)
	const lines = 1_000_000
	many, answers, told := run(lines)
	if answers != lines || told > 100 {
		t.Errorf("%d answers and %d lines of errors to %d lines", answers, told, lines)
	}
	if many > 2*few {
		t.Errorf("%d lines take %d times the memory of 10", lines, many/few)
	}
	out := rolecall(t, dir, strings.Repeat("x\n", 1000), "check", "--batch", "-")
	if want := fmt.Sprintf("%d more lines are malformed", 1000-strings.Count(out.stderr, "Error: line ")); !strings.Contains(out.stderr, want) {
		t.Errorf("stderr does not say %q: %s", want, out.stderr)
	}
}

// A lineCounter counts the lines that are written to it.
type lineCounter int

func (c *lineCounter) Write(b []byte) (int, error) {
	*c += lineCounter(bytes.Count(b, []byte("\n")))
	return len(b), nil
}

// TestL7 checks that --help beside the words of a question does not look like an allow.
func TestL7(t *testing.T) {
	dir := configuration(t, asked)
	for line, want := range map[string]int{
		"check --help": 0,
		"help check":   0,
		"check user:ada folders:write folder:closed --help":      1,
		"check user:vic -h folders:write":                        1,
		"check --help user:vic folders:write folder:closed":      1,
		"check --org=main --help":                                1,
		"explain user:vic folders:write --help":                  1,
		"who-can folders:write --help":                           1,
		"test --run x --help":                                    1,
		"check --allow-unknown -- user:ada folders:write --help": 2,
		"check -- user:ada folders:write folder:closed":          0,
		"nosuch --help":                                          1,
		"check user:ada folders:write folder:closed --org= -h":   1,
	} {
		if out := rolecall(t, dir, "", strings.Fields(line)...); out.code != want {
			t.Errorf("%s: code %d, want %d; %s", line, out.code, want, out.stderr)
		}
	}
}

// TestL8 checks that flags for numbers accept only sensible ones.
func TestL8(t *testing.T) {
	dir := configuration(t, asked)
	for _, flag := range []string{
		"--threshold=NaN", "--threshold=nan", "--threshold=Inf", "--threshold=-Inf", "--threshold=-1", "--threshold=100.1", "--threshold=1e400", "--threshold=",
		"--parallel=-1", "--parallel=1e3", "--parallel=99999999999999999999", "--parallel=NaN",
		"--mutate-max=-1", "--mutate-time=-1s", "--mutate-time=5", "--mutate-time=9999999h", "--seed=-1", "--seed=1.5",
	} {
		args := []string{"test", "--allow-empty", flag}
		if strings.HasPrefix(flag, "--mutate") {
			args = append(args, "--mutate")
		}
		if out := rolecall(t, dir, "", args...); out.code != 1 || !strings.Contains(out.stderr, strings.SplitN(flag, "=", 2)[0]) {
			t.Errorf("%s: code %d, %s", flag, out.code, out.stderr)
		}
	}
	for _, flag := range []string{"--threshold=0", "--threshold=99.5", "--parallel=0", "--parallel=2"} {
		if out := rolecall(t, dir, "", "test", "--allow-empty", flag); out.code == 1 {
			t.Errorf("%s: code %d, %s", flag, out.code, out.stderr)
		}
	}
}

// TestL9Mark checks that a byte order mark at the beginning of a file changes nothing but the
// byte offsets, in either syntax.
func TestL9Mark(t *testing.T) {
	const mark = "\ufeff"
	for name, text := range map[string]string{
		"main.hcl":      "grafana { version = \"9.3\" }\norg \"main\" { viewers = [user.ada] }\n",
		"main.hcl.json": "{\"grafana\": {\"version\": \"9.3\"}, \"org\": {\"main\": {\"viewers\": [\"user.ada\"]}}}\n",
	} {
		var found [2]*hcl.Diagnostic
		for i, before := range []string{"", mark} {
			load := func(text string) (*schema.World, hcl.Diagnostics) {
				return loader.Load(fstest.MapFS{name: {Data: []byte(before + text)}, "users.hcl": {Data: []byte("user \"ada\" {}\n")}})
			}
			if w, diags := load(text); diags.HasErrors() || len(w.Orgs) != 1 {
				t.Fatalf("%s after %q: %v", name, before, diags)
			}
			w, diags := load(strings.Replace(text, "user.ada", "user.eve", 1))
			if len(diags) == 0 || diags[0].Subject == nil {
				t.Fatalf("%s after %q: %v", name, before, diags)
			}
			found[i] = diags[0]
			if at := diags[0].Subject.SliceBytes(w.Files[name].Bytes); !strings.Contains(string(at), "user.eve") {
				t.Errorf("%s after %q: the place is %q", name, before, at)
			}
		}
		if a, b := found[0], found[1]; a.Detail != b.Detail || a.Subject.Start.Line != b.Subject.Start.Line || a.Subject.Start.Byte+len(mark) != b.Subject.Start.Byte {
			t.Errorf("%s: %v at %v, %v at %v", name, a, a.Subject, b, b.Subject)
		}
	}
}
