package browser

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// chromium returns the path of a Chromium, and skips the test without one.
func chromium(tb testing.TB) string {
	tb.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	tb.Skip("there is no Chromium: install the package chromium to test the pages")
	return ""
}

// program builds rolecall once.
var program = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "rolecall-browser")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "rolecall")
	cmd := exec.Command("go", "build", "-o", path, "./cmd/rolecall")
	cmd.Dir = "../.."
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	return path, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if path, err := program(); err == nil {
		os.RemoveAll(filepath.Dir(path))
	}
	os.Exit(code)
}

// written runs rolecall, which writes a page, and returns the path of the page.
func written(tb testing.TB, args ...string) string {
	tb.Helper()
	rolecall, err := program()
	if err != nil {
		tb.Fatal(err)
	}
	page := filepath.Join(tb.TempDir(), "page.html")
	if out, err := exec.Command(rolecall, append(args, page)...).CombinedOutput(); err != nil {
		tb.Fatalf("%v\n%s", err, out)
	}
	return page
}

// A tab is a page in a browser, with what it complained about and what it asked for.
type tab struct {
	testing.TB
	ctx context.Context

	mu       sync.Mutex
	errors   []string
	requests []string
}

// open opens a page in a browser of its own.
func open(tb testing.TB, page string) *tab {
	tb.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium(tb)), chromedp.NoSandbox,
		chromedp.WindowSize(1200, 900))
	ctx, cancel := chromedp.NewExecAllocator(tb.Context(), options...)
	tb.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	tb.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 3*time.Minute)
	tb.Cleanup(cancel)
	t := &tab{TB: tb, ctx: ctx}
	if err := chromedp.Listen(ctx, t.listen); err != nil {
		tb.Fatal(err)
	}
	call(t, network.Enable, network.EnableParams{})
	call(t, log.Enable, cdp.Empty{})
	t.run(chromedp.Navigate("file://" + page))
	return t
}

func (t *tab) listen(event any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		t.errors = append(t.errors, fmt.Sprintf("%+v", e.ExceptionDetails))
	case *runtime.EventConsoleAPICalled:
		t.errors = append(t.errors, fmt.Sprintf("console: %s", e.Args[0].Value))
	case *log.EventEntryAdded:
		t.errors = append(t.errors, fmt.Sprintf("%s: %s", e.Entry.Level, e.Entry.Text))
	case *network.EventRequestWillBeSent:
		if url := e.Request.URL; !strings.HasPrefix(url, "data:") && !strings.HasPrefix(url, "blob:") {
			t.requests = append(t.requests, url)
		}
	}
}

func (t *tab) run(steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(t.ctx, steps...); err != nil {
		t.Fatal(err)
	}
}

// call sends a command to the browser.
func call[P, R any](t *tab, command cdp.Command[P, R], params P) R {
	t.Helper()
	result, err := chromedp.Call(t.ctx, command, params)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// get evaluates an expression of JavaScript.
func get[T any](t *tab, expression string) T {
	t.Helper()
	value, err := chromedp.Run(t.ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		t.Fatalf("%s: %v", expression, err)
	}
	return value
}

// do evaluates statements of JavaScript.
func (t *tab) do(statements string) {
	t.Helper()
	get[bool](t, "(() => { "+statements+"; return true })()")
}

// until waits until an expression of JavaScript is true.
func (t *tab) until(expression string) {
	t.Helper()
	for range 200 {
		if get[bool](t, "!!("+expression+")") {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.Fatalf("the page never has %s; its errors: %q", expression, t.errors)
}

// write writes into a field that a selector finds.
func (t *tab) write(selector, text string) {
	t.Helper()
	t.do(fmt.Sprintf(`const field = document.querySelector(%q); field.focus(); field.select()`, selector))
	t.run(chromedp.KeyEvent(text))
}

// quiet checks that the page had no error, and asked for nothing but itself.
func (t *tab) quiet() {
	t.Helper()
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, text := range t.errors {
		t.Error(text)
	}
	if len(t.requests) != 1 {
		t.Errorf("the page asked for %q, want itself alone", t.requests)
	}
}
