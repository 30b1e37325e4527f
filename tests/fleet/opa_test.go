package fleet

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// program returns the path of OPA, which is built once and kept in Go's build cache.
var program = sync.OnceValues(func() (string, error) {
	path, err := exec.Command("go", "tool", "-modfile=../../tools/go.mod", "-n", "opa").Output()
	return strings.TrimSpace(string(path)), err
})

// An opa is an OPA server in a process of its own.
type opa struct {
	testing.TB
	name, url string
	cmd       *exec.Cmd
	err       bytes.Buffer
	ended     chan struct{}
	client    *http.Client
}

// configuration is that of an OPA: its name, the URL of the service, the public key, and the folder for
// the bundle that it had last. It looks for a bundle again at least each second after an error.
const configuration = `
labels: {name: %q}
services:
  rolecall:
    url: %q
    credentials: {bearer: {token: "` + token + `"}}
keys:
  fleet:
    algorithm: ES256
    key: %q
bundles:
  access:
    service: rolecall
    resource: bundles/bundle.tar.gz
    persist: true
    polling: {long_polling_timeout_seconds: 30, min_delay_seconds: 1, max_delay_seconds: 1}
    signing: {keyid: fleet}
persistence_directory: %q
status: {service: rolecall}
decision_logs:
  service: rolecall
  reporting: {min_delay_seconds: 1, max_delay_seconds: 1}
`

// start starts an OPA. One of the same name had the same folder before.
func start(t testing.TB, name, service, key, folder string) *opa {
	t.Helper()
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(folder, name+".yaml")
	text := fmt.Sprintf(configuration, name, service, key, filepath.Join(folder, name))
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	address := free(t)
	o := &opa{TB: t, name: name, url: "http://" + address, ended: make(chan struct{}), client: &http.Client{Transport: &http.Transport{}, Timeout: patience}}
	o.cmd = exec.Command(path, "run", "--server", "--addr", address, "--config-file", file, "--log-level", "error", "--skip-version-check")
	o.cmd.Stderr = &o.err
	if err := o.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		o.cmd.Wait()
		close(o.ended)
	}()
	t.Cleanup(func() {
		o.kill()
		if t.Failed() {
			t.Logf("%s says\n%s", name, &o.err)
		}
	})
	return o
}

// free returns an address of this machine that nobody listens to.
func free(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// kill kills the process, and waits for its end.
func (o *opa) kill() {
	o.cmd.Process.Kill()
	<-o.ended
	o.client.CloseIdleConnections()
}

// ready reports whether the OPA has its bundle.
func (o *opa) ready() bool {
	o.Helper()
	select {
	case <-o.ended:
		o.Fatalf("%s has ended", o.name)
	default:
	}
	resp, err := o.client.Get(o.url + "/health?bundles")
	if err != nil {
		return false
	}
	resp.Body.Close()
	return resp.StatusCode == http.StatusOK
}

// allows returns the decisions about requests.
func (o *opa) allows(requests []json.RawMessage) []bool {
	o.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	decisions := make([]bool, len(requests))
	for i, request := range requests {
		body := append(append([]byte(`{"input":`), request...), '}')
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, o.url+"/v1/data/rolecall/authz/allow", bytes.NewReader(body))
		if err != nil {
			o.Fatal(err)
		}
		resp, err := o.client.Do(r)
		if err != nil {
			o.Fatal(err)
		}
		var answer struct{ Result *bool }
		err = json.NewDecoder(resp.Body).Decode(&answer)
		resp.Body.Close()
		if err != nil || answer.Result == nil {
			o.Fatalf("%s: %s: %d, %v", o.name, request, resp.StatusCode, err)
		}
		decisions[i] = *answer.Result
	}
	return decisions
}

// patience is how long a test waits for anything, as machines may be busy.
const patience = 2 * time.Minute
