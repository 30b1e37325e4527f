package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestReadme runs every command of the READMEs and compares what it prints
// with what the README says it prints, if it says anything. Of the make
// targets, which run this test, it only asks whether they are there.
func TestReadme(t *testing.T) {
	t.Chdir("../..")
	bin, err := filepath.Abs("bin")
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	for _, readme := range []string{"README.md", "examples/acme/README.md"} {
		text, err := os.ReadFile(readme)
		if err != nil {
			t.Fatal(err)
		}
		commands := consoleCommands(string(text))
		if len(commands) == 0 {
			t.Errorf("%s has no commands", readme)
		}
		for _, c := range commands {
			t.Run(c.line, func(t *testing.T) {
				line := c.line
				if target, ok := strings.CutPrefix(line, "make "); ok {
					line = "make --dry-run " + target
				}
				out, err := exec.Command("sh", "-c", line).CombinedOutput()
				if err != nil && !strings.HasPrefix(c.prints, "denied") {
					t.Fatalf("%v\n%s", err, out)
				}
				if c.prints == "" {
					return
				}
				if diff := cmp.Diff(c.prints, string(out)); diff != "" {
					t.Errorf("%s (-says +prints):\n%s", readme, diff)
				}
			})
		}
	}
}

// A consoleCommand is a line of a README that begins with "$ ", and the lines
// below it.
type consoleCommand struct{ line, prints string }

func consoleCommands(markdown string) []consoleCommand {
	var commands []consoleCommand
	indent, inside := "", false
	for line := range strings.Lines(markdown) {
		trimmed := strings.TrimSpace(line)
		switch {
		case !inside && trimmed == "```console":
			indent, inside = line[:strings.Index(line, "`")], true
		case inside && trimmed == "```":
			inside = false
		case inside:
			line = strings.TrimPrefix(line, indent)
			if command, ok := strings.CutPrefix(line, "$ "); ok {
				commands = append(commands, consoleCommand{line: strings.TrimSpace(command)})
			} else {
				commands[len(commands)-1].prints += line
			}
		}
	}
	return commands
}

// TestReadmeCommands says what counts as a command.
func TestReadmeCommands(t *testing.T) {
	got := consoleCommands("x\n  ```console\n  $ a b\n  out\n    put\n  $ c\n  ```\n$ not\n")
	want := []consoleCommand{{"a b", "out\n  put\n"}, {"c", ""}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(consoleCommand{})); diff != "" {
		t.Error(diff)
	}
}

// TestReadmeQuotes says that what the README quotes of a file, under its name,
// stands there.
func TestReadmeQuotes(t *testing.T) {
	t.Chdir("../..")
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	quotes := 0
	for _, block := range strings.Split(string(text), "```hcl\n")[1:] {
		block, _, _ = strings.Cut(block, "```")
		var lines []string
		for line := range strings.Lines(block) {
			lines = append(lines, strings.TrimPrefix(line, "  "))
		}
		first := strings.TrimSpace(lines[0])
		name, named := strings.CutPrefix(first, "# ")
		if !named {
			continue
		}
		quotes++
		file, err := os.ReadFile(name)
		if err != nil {
			t.Error(err)
		} else if quote := strings.TrimSpace(strings.Join(lines[1:], "")); !strings.Contains(string(file), quote) {
			t.Errorf("%s does not have\n%s", name, quote)
		}
	}
	if quotes == 0 {
		t.Error("nothing is quoted")
	}
}
