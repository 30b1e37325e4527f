//go:build unix

package faults

import (
	"crypto/tls"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rolecall/rolecall/tests/await"
)

// program is the path of the command.
var program string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "faults")
		if err != nil {
			panic(err)
		}
		defer os.RemoveAll(dir)
		program = filepath.Join(dir, "rolecall")
		build := exec.Command("go", "build", "-ldflags=-w", "-o", program, "../../cmd/rolecall")
		build.Stderr = os.Stderr
		if err := build.Run(); err != nil {
			panic(err)
		}
		return m.Run()
	}())
}

// good is a configuration in which Eve can write to the folder, and Vic cannot.
const good = `
grafana { version = "13.3" }
org "main" {
  editors = [user.eve]
  viewers = [user.vic]
}
user "eve" {}
user "vic" {}
folder "ops" {}
`

// Requests about it.
const (
	eve = `{"subject":{"type":"user","id":"eve"},"action":{"name":"folders:write"},"resource":{"type":"folder","id":"ops"}}`
	vic = `{"subject":{"type":"user","id":"vic"},"action":{"name":"folders:write"},"resource":{"type":"folder","id":"ops"}}`
)

// A serving is a server in a process of its own.
type serving struct {
	*testing.T
	// dir is its working directory, with the configuration in conf.
	dir string
	// url is where it answers requests, and diagnostics where it tells how it is.
	url, diagnostics string
	cmd              *exec.Cmd
	err              *await.Transcript
	client           *http.Client
	ended            chan struct{}
}

// patience is how long a test waits for anything, as machines may be busy.
const patience = 90 * time.Second

// write writes a file below the directory of a server.
func write(t *testing.T, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	// As editors and Kubernetes do: the file is whole at each moment.
	if err := os.WriteFile(path+".new", []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		t.Fatal(err)
	}
}

// urls are the addresses that a server prints.
var urls = regexp.MustCompile(`msg="serving (requests|diagnostics)" url=(\S+)`)

// serve starts a server in a directory.
func serve(t *testing.T, dir string, args ...string) *serving {
	t.Helper()
	return serveTo(t, nil, dir, args...)
}

// serveTo starts a server whose standard output is a file; nil for none.
func serveTo(t *testing.T, out *os.File, dir string, args ...string) *serving {
	t.Helper()
	write(t, dir, "conf/main.hcl", good)
	s := &serving{T: t, dir: dir, err: new(await.Transcript), client: &http.Client{Transport: &http.Transport{}, Timeout: patience}, ended: make(chan struct{})}
	s.cmd = exec.Command(program, append([]string{"-C", "conf", "serve", "--addr", "127.0.0.1:0", "--diagnostic-addr", "127.0.0.1:0"}, args...)...)
	s.cmd.Dir, s.cmd.Stderr = dir, s.err
	if out != nil {
		s.cmd.Stdout = out
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		s.cmd.Wait()
		close(s.ended)
	}()
	t.Cleanup(func() {
		s.cmd.Process.Kill()
		<-s.ended
		if t.Failed() {
			t.Logf("the server says\n%s", s.err)
		}
		if strings.Contains(s.err.String(), "panic") {
			t.Error("the server panics")
		}
	})
	await.Until(t, patience, "the server does not start", func() bool {
		for _, found := range urls.FindAllStringSubmatch(s.err.String(), -1) {
			if found[1] == "requests" {
				s.url = found[2]
			} else {
				s.diagnostics = found[2]
			}
		}
		select {
		case <-s.ended:
			t.Fatalf("the server ends: %s", s.err)
		default:
		}
		return s.url != "" && s.diagnostics != ""
	})
	return s
}

// ask asks for a decision.
func (s *serving) ask(request string) (allowed bool) {
	s.Helper()
	resp, err := s.client.Post(s.url+"/access/v1/evaluation", "application/json", strings.NewReader(request))
	if err != nil {
		s.Fatal(err)
	}
	defer resp.Body.Close()
	var answer struct{ Decision *bool }
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil || answer.Decision == nil {
		s.Fatalf("%d: %v", resp.StatusCode, err)
	}
	return *answer.Decision
}

// A readiness is the answer of /readyz?verbose.
type readiness struct {
	Ready   bool
	Failing []string
	Log     struct {
		Written    int
		Overflowed int `json:"dropped_full"`
		Failed     int `json:"dropped_failed"`
	} `json:"decision_log"`
	Reloads map[string]struct {
		Succeeded, Failed int
		Error             string
	}
}

// readiness asks how the server is.
func (s *serving) readiness() (r readiness) {
	s.Helper()
	resp, err := s.client.Get(s.diagnostics + "/readyz?verbose")
	if err != nil {
		s.Fatal(err)
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(resp.Body).Decode(&r); err != nil {
		s.Fatal(err)
	}
	return r
}

// signal sends a signal.
func (s *serving) signal(sig syscall.Signal) {
	s.Helper()
	if err := s.cmd.Process.Signal(sig); err != nil {
		s.Fatal(err)
	}
}

// end ends the server by SIGTERM and checks its exit code.
func (s *serving) end() {
	s.Helper()
	s.signal(syscall.SIGTERM)
	s.awaitEnd()
}

func (s *serving) awaitEnd() {
	s.Helper()
	select {
	case <-s.ended:
		if code := s.cmd.ProcessState.ExitCode(); code != 0 {
			s.Errorf("it ends with %d", code)
		}
	case <-time.After(patience):
		s.Fatal("it does not end")
	}
}

// TestBrokenConfiguration checks that the last good configuration answers while a newer one is
// broken, or gone.
func TestBrokenConfiguration(t *testing.T) {
	s := serve(t, t.TempDir())
	failed := func() int { return s.readiness().Reloads["configuration"].Failed }
	for i, broken := range []string{"grafna {}\n", "", strings.Replace(good, "user.eve", "user.eva", 1), "\x00\xff"} {
		write(t, s.dir, "conf/main.hcl", broken)
		await.Until(t, patience, "the broken configuration is not noticed", func() bool { return failed() > i })
		if !s.ask(eve) || s.ask(vic) {
			t.Errorf("%q: the decisions are not those of the last good configuration", broken)
		}
	}
	if r := s.readiness(); !r.Ready || len(r.Failing) != 1 || r.Reloads["configuration"].Error == "" {
		t.Errorf("%+v", r)
	}
	if err := os.Rename(filepath.Join(s.dir, "conf"), filepath.Join(s.dir, "gone")); err != nil {
		t.Fatal(err)
	}
	before := failed()
	await.Until(t, patience, "the missing folder is not noticed", func() bool { return failed() > before })
	if !s.ask(eve) {
		t.Error("without the folder, the last good configuration does not answer")
	}
	write(t, s.dir, "conf/main.hcl", strings.NewReplacer("user.eve", "user.vic", "user.vic", "user.eve").Replace(good))
	await.Until(t, patience, "the repaired configuration does not answer", func() bool { return s.ask(vic) && !s.ask(eve) })
	if r := s.readiness(); len(r.Failing) > 0 {
		t.Errorf("%+v", r)
	}
	s.end()
}

// TestSigterm checks that a server that is told to end is not ready at once, that a request in flight
// is answered, and that the exit code is 0.
func TestSigterm(t *testing.T) {
	s := serve(t, t.TempDir(), "--shutdown-wait", "1s", "--shutdown-grace", "60s", "--read-timeout", "60s")
	body, half := io.Pipe()
	answered := make(chan string, 1)
	go func() {
		resp, err := http.Post(s.url+"/access/v1/evaluation", "application/json", body)
		if err != nil {
			answered <- err.Error()
			return
		}
		defer resp.Body.Close()
		text, _ := io.ReadAll(resp.Body)
		answered <- string(text)
	}()
	if _, err := half.Write([]byte(eve[:20])); err != nil {
		t.Fatal(err)
	}
	time.Sleep(100 * time.Millisecond) // the server has read it
	s.signal(syscall.SIGTERM)
	await.Until(t, patience, "the server is ready", func() bool { return !s.readiness().Ready })
	await.Until(t, patience, "the server still listens", func() bool {
		resp, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Get(s.url + "/healthz")
		if err == nil {
			resp.Body.Close()
		}
		return err != nil
	})
	if _, err := half.Write([]byte(eve[20:])); err != nil {
		t.Fatal(err)
	}
	half.Close()
	if text := <-answered; !strings.HasPrefix(text, `{"decision":true`) {
		t.Error(text)
	}
	s.awaitEnd()
}

// TestSigtermGrace checks that a request that does not finish is cut after the grace time.
func TestSigtermGrace(t *testing.T) {
	s := serve(t, t.TempDir(), "--shutdown-grace", "500ms", "--read-timeout", "10m")
	body, half := io.Pipe()
	go http.Post(s.url+"/access/v1/evaluation", "application/json", body)
	if _, err := half.Write([]byte(eve[:20])); err != nil {
		t.Fatal(err)
	}
	time.Sleep(100 * time.Millisecond)
	s.end()
	half.Close()
}

// TestInterrupt checks that Ctrl-C ends a server as SIGTERM does, also if that takes longer than
// other commands have.
func TestInterrupt(t *testing.T) {
	s := serve(t, t.TempDir(), "--shutdown-wait", "2s")
	start := time.Now()
	s.signal(syscall.SIGINT)
	s.awaitEnd()
	if took := time.Since(start); took < 2*time.Second {
		t.Errorf("it ends after %v", took)
	}
}

// TestTokens checks that tokens are read again, and that broken ones change nothing.
func TestTokens(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "tokens", "the-first-token-of-all\n")
	s := serve(t, dir, "--token-file", "tokens")
	status := func(token string) int {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url+"/access/v1/evaluation", strings.NewReader(eve))
		if err != nil {
			t.Fatal(err)
		}
		r.Header = http.Header{"Content-Type": {"application/json"}, "Authorization": {"Bearer " + token}}
		resp, err := s.client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		return resp.StatusCode
	}
	if first, second := status("the-first-token-of-all"), status("the-second-token-of-all"); first != 200 || second != 401 {
		t.Errorf("%d, %d", first, second)
	}
	write(t, dir, "tokens", "short\n")
	await.Until(t, patience, "broken tokens are not noticed", func() bool { return s.readiness().Reloads["tokens"].Failed == 1 })
	if first := status("the-first-token-of-all"); first != 200 {
		t.Error(first)
	}
	write(t, dir, "tokens", "the-second-token-of-all\n")
	await.Until(t, patience, "new tokens do not count", func() bool { return status("the-second-token-of-all") == 200 })
	if first := status("the-first-token-of-all"); first != 401 {
		t.Error(first)
	}
	if strings.Contains(s.err.String(), "-token-of-all") {
		t.Error("the server prints tokens")
	}
	if strings.Contains(s.err.String(), "not encrypted") {
		t.Error("the server warns of tokens that do not leave the machine")
	}
	s.end()
}

// trusting makes the client of a server trust a certificate, and show one of its own if there is any.
func (s *serving) trusting(config *tls.Config) {
	s.client = &http.Client{Transport: &http.Transport{TLSClientConfig: config, DisableKeepAlives: true}, Timeout: patience}
}
