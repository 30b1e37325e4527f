package main

import (
	"bytes"
	"context"
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

// servedAt finds the address that the command serve prints.
var servedAt = regexp.MustCompile(`msg="serving requests" url=(\S+)`)

// TestServingPage runs the servers of docs/serving.md, and its requests to them, and compares the
// answers with the page. With -update, it writes the answers into the page.
func TestServingPage(t *testing.T) {
	const page, base = "docs/serving.md", "http://127.0.0.1:8181"
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip(err)
	}
	t.Chdir("../..")
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	url := ""
	for _, c := range consoleCommands(string(text)) {
		if args, ok := strings.CutPrefix(c.line, "rolecall "); ok {
			url = served(t, strings.Fields(strings.Replace(args, "127.0.0.1:8181", "127.0.0.1:0", 1)))
			continue
		}
		if !strings.HasPrefix(c.line, "curl ") || !strings.Contains(c.line, base) || url == "" {
			t.Errorf("%q asks no server", c.line)
			continue
		}
		out, err := exec.Command("sh", "-c", strings.Replace(c.line, base, url, 1)).CombinedOutput()
		if err != nil {
			t.Errorf("%s: %v", c.line, err)
		}
		if *update {
			text = bytes.Replace(text, []byte(c.line+"\n"+c.prints), []byte(c.line+"\n"+string(out)), 1)
		} else if diff := cmp.Diff(c.prints, string(out)); diff != "" {
			t.Errorf("%s (-says +prints):\n%s", c.line, diff)
		}
	}
	if *update {
		if err := os.WriteFile(page, text, 0o644); err != nil {
			t.Error(err)
		}
	}
}

// served runs the command serve until the test ends, and returns its address.
func served(t *testing.T, args []string) (url string) {
	t.Helper()
	return printed(t, args, servedAt)[0]
}

// printed runs a command until the test ends, and returns the text that each expression finds in its
// output.
func printed(t *testing.T, args []string, expressions ...*regexp.Regexp) []string {
	t.Helper()
	var out await.Transcript
	ctx, interrupt := context.WithCancel(t.Context())
	code := make(chan int, 1)
	go func() { code <- run(ctx, args, nil, &out, &out) }()
	t.Cleanup(func() {
		interrupt()
		if got := <-code; got != exitOK {
			t.Errorf("%s exits with %d", strings.Join(args, " "), got)
		}
		setGrace(700 * time.Millisecond)
	})
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		text := out.String()
		var found []string
		for _, expression := range expressions {
			if match := expression.FindStringSubmatch(text); match != nil {
				found = append(found, match[1])
			}
		}
		if len(found) == len(expressions) {
			return found
		}
	}
	t.Fatalf("%s: nothing is served: %s", strings.Join(args, " "), out.String())
	return nil
}

// TestServingQuotes checks that the Go code of the page is that of its file.
func TestServingQuotes(t *testing.T) {
	t.Chdir("../..")
	text, err := os.ReadFile("docs/serving.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, block := range codeBlocks(string(text), "go") {
		first, quote, _ := strings.Cut(block, "\n")
		file, err := os.ReadFile(filepath.FromSlash(strings.TrimPrefix(first, "// ")))
		if err != nil || !strings.Contains(string(file), quote) {
			t.Errorf("%s does not have, %v\n%s", first, err, quote)
		}
	}
}
