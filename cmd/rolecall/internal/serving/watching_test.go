//go:build unix

package serving

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	stdlog "log"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/tests/await"
)

// TestNoFilesLeft checks that a configuration and tokens that change while the program can open no
// file are counted as failing, and are read once it can.
func TestNoFilesLeft(t *testing.T) {
	dir := t.TempDir()
	conf, tokens := filepath.Join(dir, "conf"), filepath.Join(dir, "tokens")
	if err := os.Mkdir(conf, 0o755); err != nil {
		t.Fatal(err)
	}
	write := func(name, text string) string {
		t.Helper()
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	// replace needs no file to be opened.
	replace := func(from, to string) {
		t.Helper()
		if err := os.Rename(from, to); err != nil {
			t.Fatal(err)
		}
	}
	const first = "grafana { version = \"13.3\" }\norg \"main\" {}\n"
	write(filepath.Join(conf, "main.hcl"), first)
	write(tokens, "first")
	nextConf, nextTokens := write(filepath.Join(dir, "next.hcl"), first+"user \"eve\" {}\n"), write(filepath.Join(dir, "next"), "second")

	ctx, stop := context.WithCancel(t.Context())
	var said await.Transcript
	s := &serving{log: slog.New(slog.NewTextHandler(&said, nil)), again: 20 * time.Millisecond}
	eng, err := engine.Open(ctx, conf, engine.WithReloadObserver(s.reloaded))
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	read := ""
	if err := s.follow(ctx, "tokens", func(context.Context) error {
		text, err := os.ReadFile(tokens)
		mu.Lock()
		defer mu.Unlock()
		if err == nil {
			read = string(text)
		}
		return err
	}, tokens); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		s.watch(ctx, eng)
		close(ended)
	}()
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatal(err)
	}
	set := func(files uint64) {
		l := limit
		l.Cur = files
		if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &l); err != nil {
			t.Error(err)
		}
	}
	defer set(limit.Cur)
	set(3)
	replace(nextConf, filepath.Join(conf, "main.hcl"))
	replace(nextTokens, tokens)
	for _, kind := range []string{"configuration", "tokens"} {
		await.Until(t, time.Minute, kind+" is not counted as unwatched", func() bool {
			return strings.Contains(said.String(), "not watched; they are read again in a while\" kind="+kind) && s.reloads.All()[kind].Failed > 1
		})
	}
	set(limit.Cur)
	await.Until(t, time.Minute, "the configuration is not read", func() bool { return len(eng.View().Names("user", "")) == 1 })
	await.Until(t, time.Minute, "the tokens are not read", func() bool {
		mu.Lock()
		defer mu.Unlock()
		return read == "second"
	})
	for kind := range s.reloads.All() {
		await.Until(t, time.Minute, kind+" still fails", func() bool { return s.reloads.All()[kind].Error == "" })
	}
	stop()
	<-ended
}

// TestFaults checks that a panic of a handler is logged, and not the broken handshake of a client.
func TestFaults(t *testing.T) {
	var said await.Transcript
	h := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("oh\nno") }))
	h.Config.ErrorLog = stdlog.New(faults{slog.New(slog.NewTextHandler(&said, nil))}, "", 0)
	h.StartTLS()
	defer h.Close()
	if resp, err := http.Get(h.URL); err == nil { // it does not trust the server
		resp.Body.Close()
		t.Fatal("a strange certificate is trusted")
	}
	if resp, err := h.Client().Get(h.URL); err == nil {
		resp.Body.Close()
		t.Error("a panic is an answer")
	}
	await.Until(t, time.Minute, "the panic is not logged", func() bool { return strings.Contains(said.String(), "panic serving") })
	if text := said.String(); strings.Contains(text, "handshake") || strings.Count(text, "\n") != 1 {
		t.Error(text)
	}
}

// TestLogFile checks that lines are written to the file that is open now, also if several were
// opened and closed while a write began.
func TestLogFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log")
	l, err := openLogFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var writing sync.WaitGroup
	const lines = 2000
	writing.Go(func() {
		for range lines {
			if _, err := l.Write([]byte("line\n")); err != nil {
				t.Error(err)
			}
		}
	})
	for range 500 {
		if err := l.Reopen(); err != nil {
			t.Error(err)
		}
	}
	writing.Wait()
	if err := l.Close(); err != nil {
		t.Error(err)
	}
	if _, err := l.Write([]byte("x")); !errors.Is(err, os.ErrClosed) {
		t.Error(err)
	}
	if text, err := os.ReadFile(path); err != nil || len(text) != lines*len("line\n") {
		t.Errorf("%d bytes, %v", len(text), err)
	}
}
