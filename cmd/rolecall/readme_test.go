package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestReadme runs every command of the READMEs, of the tutorial and of the page about OPA
// once, and compares its output with the output that they show, if any. It does not run
// make targets, which run this test, and only checks that they exist. With -update, it
// writes the output into the page, where the block is not indented.
func TestReadme(t *testing.T) {
	opa := filepath.Join(t.TempDir(), "opa")
	if err := os.Symlink(opaPath(t), opa); err != nil {
		t.Fatal(err)
	}
	t.Chdir("../..")
	bin, err := filepath.Abs("bin")
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", strings.Join([]string{bin, filepath.Dir(opa), os.Getenv("PATH")}, string(os.PathListSeparator)))
	t.Setenv("GOBIN", t.TempDir())
	ran := map[consoleCommand]bool{}
	for _, readme := range []string{"README.md", "examples/acme/README.md", "examples/grafana-8.0/README.md", "docs/testing.md", "docs/opa.md", "docs/bundles.md", "docs/diff.md", "docs/export.md", "docs/reports.md", "docs/planning.md"} {
		text, err := os.ReadFile(readme)
		if err != nil {
			t.Fatal(err)
		}
		commands := consoleCommands(string(text))
		if len(commands) == 0 {
			t.Errorf("%s has no commands", readme)
		}
		for _, c := range commands {
			if ran[c] {
				continue
			}
			ran[c] = true
			t.Run(c.line, func(t *testing.T) {
				line := c.line
				if target, ok := strings.CutPrefix(line, "make "); ok {
					line = "make --dry-run " + target
				}
				// Install this program instead of the released one.
				line = strings.Replace(line, "go install github.com/rolecall/rolecall/cmd/rolecall@latest", "go install ./cmd/rolecall", 1)
				out, err := exec.Command("sh", "-c", line).CombinedOutput()
				// A negative answer is fine if the README shows it, and so is an error.
				var exit *exec.ExitError
				shown := errors.As(err, &exit) && (exit.ExitCode() == exitNegative && c.prints != "" ||
					exit.ExitCode() == exitError && strings.HasPrefix(c.prints, "Error: "))
				if err != nil && !shown {
					t.Fatalf("%v\n%s", err, out)
				}
				if c.prints == "" {
					return
				}
				if *update {
					text = bytes.Replace(text, []byte(c.line+"\n"+c.prints), []byte(c.line+"\n"+string(out)), 1)
				} else if diff := cmp.Diff(c.prints, string(out)); diff != "" {
					t.Errorf("%s (-says +prints):\n%s", readme, diff)
				}
			})
		}
		if *update {
			if err := os.WriteFile(readme, text, 0o644); err != nil {
				t.Error(err)
			}
		}
	}
}

// A consoleCommand is a line of a README that begins with "$ ", and the lines
// below it.
type consoleCommand struct{ line, prints string }

func consoleCommands(markdown string) []consoleCommand {
	var commands []consoleCommand
	for _, block := range codeBlocks(markdown, "console") {
		for line := range strings.Lines(block) {
			if command, ok := strings.CutPrefix(line, "$ "); ok {
				commands = append(commands, consoleCommand{line: strings.TrimSpace(command)})
			} else {
				commands[len(commands)-1].prints += line
			}
		}
	}
	return commands
}

// codeBlocks returns the blocks of code in a language, without the indentation of the
// whole block.
func codeBlocks(markdown, language string) []string {
	var blocks []string
	indent, inside := "", false
	for line := range strings.Lines(markdown) {
		trimmed := strings.TrimSpace(line)
		switch {
		case !inside && trimmed == "```"+language:
			indent, inside = line[:strings.Index(line, "`")], true
			blocks = append(blocks, "")
		case inside && trimmed == "```":
			inside = false
		case inside:
			blocks[len(blocks)-1] += strings.TrimPrefix(line, indent)
		}
	}
	return blocks
}

// TestReadmeCommands checks which lines are commands.
func TestReadmeCommands(t *testing.T) {
	got := consoleCommands("x\n  ```console\n  $ a b\n  out\n    put\n  $ c\n  ```\n$ not\n")
	want := []consoleCommand{{"a b", "out\n  put\n"}, {"c", ""}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(consoleCommand{})); diff != "" {
		t.Error(diff)
	}
}

// TestReadmeQuotes checks that a quoted part of a file, under the name of the file, is
// in the file.
func TestReadmeQuotes(t *testing.T) {
	t.Chdir("../..")
	for _, readme := range []string{"README.md", "docs/testing.md", "docs/opa.md"} {
		text, err := os.ReadFile(readme)
		if err != nil {
			t.Fatal(err)
		}
		quotes := 0
		for _, block := range slices.Concat(codeBlocks(string(text), "hcl"), codeBlocks(string(text), "rego")) {
			first, quote, _ := strings.Cut(block, "\n")
			name, named := strings.CutPrefix(first, "# ")
			if !named {
				continue
			}
			quotes++
			file, err := os.ReadFile(name)
			if err != nil {
				t.Error(err)
			} else if !strings.Contains(string(file), quote) {
				t.Errorf("%s: %s does not have\n%s", readme, name, quote)
			}
		}
		if quotes == 0 {
			t.Errorf("%s quotes nothing", readme)
		}
	}
}
