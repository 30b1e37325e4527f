package benchmark

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rolecall/rolecall/tests/sizes"
)

// How many clients ask a server at once, and how long in a round.
var clients = []int{1, 8, 64}

const servedFor = 500 * time.Millisecond

// servedColumn is the configuration that servers answer about.
var servedColumn = column{sizes.M, versions[1], false}

// BenchmarkServing measures servers over loopback, in turn: in each round, each is asked by as many clients as
// there are in a column. The round with the most decisions counts.
func BenchmarkServing(b *testing.B) {
	w, programs := serving(b)
	servers, end, err := w.servers(programs, b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	defer end()
	for _, n := range clients {
		b.Run(fmt.Sprintf("%d", n), func(b *testing.B) {
			for _, s := range servers { // once, so that each has its connections and its memory
				if _, err := s.driveFor(n, servedFor); err != nil {
					b.Fatal(err)
				}
			}
			for b.Loop() {
				for _, s := range servers {
					l, err := s.driveFor(n, servedFor)
					if err != nil {
						b.Fatal(err)
					}
					servedResults.best(s.name, n, l)
				}
			}
			b.ReportMetric(0, "ns/op")
		})
	}
}

// serving returns the configuration and the programs.
func serving(b *testing.B) (*world, programs) {
	b.Helper()
	w, err := newWorld(servedColumn)
	if err != nil {
		b.Fatal(err)
	}
	programs, err := makePrograms(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	return w, programs
}

// BenchmarkBatch measures a request with 1,000 evaluations beside 1,000 requests with one, over one connection.
func BenchmarkBatch(b *testing.B) {
	w, programs := serving(b)
	bundle := filepath.Join(b.TempDir(), "bundle.tar.gz")
	if err := w.writeBundles(bundle, filepath.Join(b.TempDir(), "byhand")); err != nil {
		b.Fatal(err)
	}
	server, err := programs.serve(bundle)
	if err != nil {
		b.Fatal(err)
	}
	defer server.end()
	conn, err := dial(server.address)
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close()
	single := w.exchanges(authzen)[:1_000]
	batch := w.batch(1_000)
	for b.Loop() {
		start := time.Now()
		for i := range single {
			body, err := conn.ask(single[i].text)
			if err != nil || !bytes.Contains(body, single[i].answer) {
				b.Fatalf("%s: %s (%v)", single[i].text, body, err)
			}
		}
		servedResults.fastest(singlesFigure, time.Since(start))
		start = time.Now()
		body, err := conn.ask(batch.text)
		servedResults.fastest(batchFigure, time.Since(start))
		if err != nil {
			b.Fatal(err)
		}
		if !bytes.Equal(decisions(b, body), batch.answer) {
			b.Fatalf("wrong decisions: %s", body)
		}
	}
	b.ReportMetric(0, "ns/op")
}

// batch returns one request with the first n requests, and the decisions as a byte each.
func (w *world) batch(n int) exchange {
	truth := newFloor(w.facts)
	var all []any
	var decided []byte
	for i := range n {
		all = append(all, w.requests[i].Request)
		decided = append(decided, decision(truth.allowed(&w.requests[i])))
	}
	body, err := json.Marshal(map[string]any{"evaluations": all})
	if err != nil {
		panic(err) // requests have JSON
	}
	return exchange{post("/access/v1/evaluations", string(body)), decided}
}

func decision(allowed bool) byte {
	if allowed {
		return 'y'
	}
	return 'n'
}

// decisions returns those of an answer to a batch.
func decisions(b *testing.B, body []byte) (all []byte) {
	b.Helper()
	var answer struct{ Evaluations []struct{ Decision bool } }
	if err := json.Unmarshal(body, &answer); err != nil {
		b.Fatal(err)
	}
	for _, e := range answer.Evaluations {
		all = append(all, decision(e.Decision))
	}
	return all
}

// reloadClients are as many as ask while the configuration is loaded again.
const reloadClients = 8

// BenchmarkReload measures the answers to clients while the configuration, a folder, is loaded again, and beside
// it for as long without. Each request must be answered, and rightly.
func BenchmarkReload(b *testing.B) {
	w, programs := serving(b)
	dir := filepath.Join(b.TempDir(), "conf")
	if err := os.CopyFS(dir, sizes.Generate(w.size, seed, w.version)); err != nil {
		b.Fatal(err)
	}
	server, err := programs.serve(dir)
	if err != nil {
		b.Fatal(err)
	}
	defer server.end()
	s := &served{serveName, server.address, server.Process.Pid, w.exchanges(authzen)}
	if _, err := s.driveFor(reloadClients, servedFor); err != nil {
		b.Fatal(err)
	}
	var quiet, reloading, took []float64
	for number := 1; b.Loop(); number++ {
		done, failed := make(chan struct{}), make(chan error, 1)
		start := time.Now()
		go func() {
			defer close(done)
			failed <- changes(b.Context(), dir, server, number)
		}()
		l, err := s.drive(reloadClients, done)
		if err := <-failed; err != nil {
			b.Fatal(err)
		}
		if err != nil {
			b.Fatal(err)
		}
		elapsed := time.Since(start)
		took, reloading = append(took, float64(elapsed)), append(reloading, l.percentile(0.99))
		if l, err = s.driveFor(reloadClients, elapsed); err != nil {
			b.Fatal(err)
		}
		quiet = append(quiet, l.percentile(0.99))
	}
	servedResults[servedCell{serveName, 0, quietFigure}] = median(quiet)
	servedResults[servedCell{serveName, 0, reloadingFigure}] = median(reloading)
	servedResults[servedCell{serveName, 0, reloadFigure}] = median(took)
	b.ReportMetric(0, "ns/op")
}

// changes changes the configuration, by one user more, and waits until it answers.
func changes(ctx context.Context, dir string, server *process, number int) error {
	path := filepath.Join(dir, "more.hcl")
	err := os.WriteFile(path+".new", fmt.Appendf(nil, "user \"one_more_%d\" {}\n", number), 0o644)
	if err == nil {
		err = os.Rename(path+".new", path)
	}
	wanted := fmt.Sprintf(`rolecall_reloads_total{kind="configuration",result="success"} %d`, number)
	for end := time.Now().Add(time.Minute); err == nil; time.Sleep(5 * time.Millisecond) {
		var r *http.Request
		if r, err = http.NewRequestWithContext(ctx, http.MethodGet, "http://"+server.diagnostics+"/metrics", nil); err != nil {
			return err
		}
		var resp *http.Response
		if resp, err = http.DefaultClient.Do(r); err != nil {
			return err
		}
		var text []byte
		text, err = io.ReadAll(resp.Body)
		resp.Body.Close()
		if err == nil && strings.Contains(string(text), wanted) {
			return nil
		}
		if time.Now().After(end) {
			return fmt.Errorf("the configuration is not loaded again: %s", text)
		}
	}
	return err
}

// median returns the middle one of some values.
func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}
