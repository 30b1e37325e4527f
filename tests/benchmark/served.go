package benchmark

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/rolecall/rolecall/engine"
)

// The servers by name, as the table shows them.
const (
	serveName       = "`rolecall serve`, AuthZEN"
	serveDataName   = "`rolecall serve`, OPA's data API"
	serveBundleName = "OPA's server, our bundle"
	serveReasonName = "OPA's server, our bundle, with reasons"
	serveByHandName = "OPA's server, written by hand"
)

// A served is a server in a process of its own, with what it is asked.
type served struct {
	name     string
	address  string
	pid      int
	requests []exchange
}

// An exchange is a request over HTTP, and what only the body of the right answer has in it.
type exchange struct{ text, answer []byte }

// post returns a request over HTTP.
func post(path, body string) []byte {
	return fmt.Appendf(nil, "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", path, len(body), body)
}

// A protocol is a way to ask for decisions over HTTP.
type protocol struct {
	path string
	// body is what stands around a request, and answer what stands before the decision.
	body   func(request []byte) string
	answer string
}

// authzen is that of AuthZEN, with the reasons of each decision.
var authzen = protocol{"/access/v1/evaluation", func(request []byte) string { return string(request) }, `{"decision":`}

// data is OPA's data API for a rule.
func data(rule string) protocol {
	return protocol{"/v1/data/" + rule, func(request []byte) string { return `{"input":` + string(request) + `}` }, `{"result":`}
}

// reasons is OPA's data API for the rule that gives the reasons of each decision, as AuthZEN's answers have them.
var reasons = protocol{"/v1/data/rolecall/authz/decision", data("").body, `"decision":`}

// exchanges returns the requests in a protocol.
func (w *world) exchanges(p protocol) []exchange {
	truth := newFloor(w.facts)
	all := make([]exchange, len(w.requests))
	for i := range w.requests {
		request, err := json.Marshal(w.requests[i].Request)
		if err != nil {
			panic(err) // requests have JSON
		}
		all[i] = exchange{post(p.path, p.body(request)), fmt.Append(nil, p.answer, truth.allowed(&w.requests[i]))}
	}
	return all
}

// programs are the paths of the programs that serve.
type programs struct{ rolecall, opa string }

// makePrograms builds rolecall into a folder, and OPA by the module that has it as a tool.
func makePrograms(dir string) (p programs, err error) {
	p.rolecall = filepath.Join(dir, "rolecall")
	build := exec.Command("go", "build", "-o", p.rolecall, "./cmd/rolecall")
	build.Dir, build.Stderr = "../..", os.Stderr
	if err := build.Run(); err != nil {
		return p, fmt.Errorf("build rolecall: %w", err)
	}
	tool := exec.Command("go", "tool", "-modfile=tools/go.mod", "-n", "opa")
	tool.Dir, tool.Stderr = "../..", os.Stderr
	path, err := tool.Output()
	if err != nil {
		return p, fmt.Errorf("build OPA: %w", err)
	}
	p.opa = strings.TrimSpace(string(path))
	return p, nil
}

// A process is a server that runs until it is ended.
type process struct {
	*exec.Cmd
	address, diagnostics string
	gone                 chan error
}

// start starts a server, and waits until the path of its diagnostics answers. PORT and DIAGNOSTICS in the
// arguments are free ports.
func start(program, health string, args ...string) (*process, error) {
	ports := make([]string, 2)
	for i := range ports {
		free, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer free.Close()
		ports[i] = free.Addr().String()
		free.Close()
	}
	for i := range args {
		args[i] = strings.NewReplacer("PORT", ports[0], "DIAGNOSTICS", ports[1]).Replace(args[i])
	}
	p := &process{Cmd: exec.Command(program, args...), address: ports[0], diagnostics: ports[1], gone: make(chan error, 1)}
	p.Stderr = os.Stderr
	if err := p.Start(); err != nil {
		return nil, err
	}
	go func() { p.gone <- p.Wait() }()
	url := "http://" + strings.NewReplacer("PORT", ports[0], "DIAGNOSTICS", ports[1]).Replace(health)
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		select {
		case err := <-p.gone:
			return nil, errors.Join(fmt.Errorf("%s has ended", program), err)
		default:
		}
		if resp, err := http.Get(url); err == nil {
			resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return p, nil
			}
		}
	}
	p.end()
	return nil, fmt.Errorf("%s does not answer %s", program, url)
}

// end ends the process.
func (p *process) end() {
	_ = p.Process.Signal(syscall.SIGTERM) // it may have ended
	<-p.gone
}

// serve starts rolecall with a configuration or a bundle.
func (p programs) serve(path string, more ...string) (*process, error) {
	return start(p.rolecall, "DIAGNOSTICS/readyz", append([]string{
		"-C", path, "serve", "--addr", "PORT", "--diagnostic-addr", "DIAGNOSTICS",
	}, more...)...)
}

// serveOPA starts OPA's server with a bundle, with its store made for reading.
func (p programs) serveOPA(path string) (*process, error) {
	return start(p.opa, "PORT/health?bundles", "run", "--server", "--addr", "PORT", "--bundle", path,
		"--optimize-store-for-read-speed", "--skip-version-check", "--log-level", "error")
}

// servers starts all servers with the same configuration, and returns what to ask them. They run until end
// is called.
func (w *world) servers(p programs, dir string) (all []*served, end func(), err error) {
	var processes []*process
	end = func() {
		for _, p := range processes {
			p.end()
		}
	}
	defer func() {
		if err != nil {
			end()
		}
	}()
	ours, byHand := filepath.Join(dir, "bundle.tar.gz"), filepath.Join(dir, "byhand")
	if err := w.writeBundles(ours, byHand); err != nil {
		return nil, nil, err
	}
	for _, server := range []struct {
		start func() (*process, error)
		asked []*served
	}{
		{func() (*process, error) { return p.serve(ours) }, []*served{
			{name: serveName, requests: w.exchanges(authzen)}, {name: serveDataName, requests: w.exchanges(data("rolecall/authz/allow"))},
		}},
		{func() (*process, error) { return p.serveOPA(ours) }, []*served{
			{name: serveBundleName, requests: w.exchanges(data("rolecall/authz/allow"))},
			{name: serveReasonName, requests: w.exchanges(reasons)},
		}},
		{func() (*process, error) { return p.serveOPA(byHand) }, []*served{
			{name: serveByHandName, requests: w.exchanges(data("access/allow"))},
		}},
	} {
		process, err := server.start()
		if err != nil {
			return nil, nil, err
		}
		processes = append(processes, process)
		for _, s := range server.asked {
			s.address, s.pid = process.address, process.Process.Pid
			all = append(all, s)
		}
	}
	return all, end, nil
}

// writeBundles writes the bundle that rolecall makes, and one of the policy that was written by hand.
func (w *world) writeBundles(ours, byHand string) error {
	e, err := engine.FromWorld(context.Background(), w.World)
	if err == nil {
		err = e.View().WriteBundle(ours)
	}
	if err != nil {
		return err
	}
	access, err := json.Marshal(map[string]any{"access": handwrittenData(w.facts)})
	if err != nil {
		return err
	}
	policy := handwrittenPolicy
	if w.version != versions[0] {
		policy = handwrittenNested
	}
	return errors.Join(os.MkdirAll(byHand, 0o755),
		os.WriteFile(filepath.Join(byHand, "data.json"), access, 0o644), os.WriteFile(filepath.Join(byHand, "access.rego"), []byte(policy), 0o644))
}
