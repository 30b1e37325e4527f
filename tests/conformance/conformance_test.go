// Package conformance compares rolecall's decisions with those of real Grafana servers.
package conformance

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"os"
	"reflect"
	"runtime"
	"sync"
	"testing"
	"text/tabwriter"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/loader"
	"github.com/rolecall/rolecall/tests/plain"
	"github.com/rolecall/rolecall/tests/records"
)

// A recorded line is a request with the decision of a server.
type recorded struct {
	Request   json.RawMessage `json:"request"`
	Decision  bool            `json:"decision"`
	Operation string          `json:"operation"`
	Evidence  string          `json:"evidence"`
}

// An answer is the document data.rolecall.authz.decision.
type answer struct {
	Decision bool `json:"decision"`
	Context  struct {
		Reasons []string `json:"reasons"`
	} `json:"context"`
}

// TestConformance compares the engine with every recorded decision, and plain OPA with the
// built bundle on a sample, and prints how many decisions agree with the server's. Engine and
// OPA must also return the same reasons. The sample is of every fourth world of a server,
// from its first. Without -short, OPA decides every request.
func TestConformance(t *testing.T) {
	var table bytes.Buffer
	tab := tabwriter.NewWriter(&table, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(tab, "world\tdecisions\tasked of OPA\tagreed\tdisagreed\t")
	var total, ofOPA, wrong int
	worlds := map[string]int{}
	for _, dir := range records.Worlds(t, "../..") {
		world := records.Name(dir)
		byOPA := !testing.Short() || worlds[records.Server(dir)]%4 == 0
		worlds[records.Server(dir)]++
		t.Run(world, func(t *testing.T) {
			asked, sampled, disagreed := compare(t, dir, byOPA)
			fmt.Fprintf(tab, "%s\t%d\t%d\t%d\t%d\t\n", world, asked, sampled, asked-disagreed, disagreed)
			total += asked
			ofOPA += sampled
			wrong += disagreed
		})
	}
	fmt.Fprintf(tab, "all\t%d\t%d\t%d\t%d\t\n", total, ofOPA, total-wrong, wrong)
	tab.Flush()
	t.Logf("decisions of real servers, asked of the engine and of OPA:\n%s", table.String())
}

// compare compares the decisions of one world, of the engine with the built bundle and of OPA
// if byOPA, and otherwise of the engine alone. It returns the number of requests to the
// engine, the number of them that OPA decided, too, and the number of answers that differ
// from the server's.
func compare(t *testing.T, dir string, byOPA bool) (asked, sampled, disagreed int) {
	ctx := context.Background()
	world, diags := loader.Load(os.DirFS(dir))
	if diags.HasErrors() {
		t.Fatalf("load: %v", diags)
	}
	eng, err := engine.FromWorld(ctx, world)
	if err != nil {
		t.Fatal(err)
	}
	var query rego.PreparedEvalQuery
	if byOPA {
		compiled := eng.View().Bundle()
		eng, err = engine.FromBundle(ctx, compiled)
		if err != nil {
			t.Fatal(err)
		}
		query, err = plain.Prepare(compiled, "data.rolecall.authz.decision")
		if err != nil {
			t.Fatal(err)
		}
	}

	lines := records.Decisions[recorded](t, dir)
	var sample sampler
	var mu sync.Mutex
	var wg sync.WaitGroup
	type question struct {
		recorded
		ofOPA bool
	}
	next := make(chan question)
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for line := range next {
				opa := &query
				if !line.ofOPA {
					opa = nil
				}
				if wrong := ask(ctx, eng, opa, line.recorded); wrong != "" {
					mu.Lock()
					disagreed++
					if disagreed <= 20 {
						t.Errorf("%s\n%s\n%s\n%s", line.Operation, line.Request, line.Evidence, wrong)
					}
					mu.Unlock()
				}
			}
		})
	}
	for _, line := range lines {
		ofOPA := byOPA && (!testing.Short() || sample.takes(line))
		if ofOPA {
			sampled++
		}
		next <- question{line, ofOPA}
	}
	close(next)
	wg.Wait()
	if disagreed > 0 {
		t.Errorf("%d of %d decisions disagree", disagreed, len(lines))
	}
	return len(lines), sampled, disagreed
}

// A sampler picks the requests for plain OPA. The sample of a world is always the same: for
// each operation the first allowed and the first denied request, and of the others one in
// 64, by their hash.
type sampler struct{ seen map[string]bool }

func (s *sampler) takes(line recorded) bool {
	class := fmt.Sprint(line.Operation, line.Decision)
	if !s.seen[class] {
		if s.seen == nil {
			s.seen = map[string]bool{}
		}
		s.seen[class] = true
		return true
	}
	return crc32.ChecksumIEEE(line.Request)%64 == 0
}

// ask returns a description of the wrong answers to a recorded request, "" if the server, the
// engine and OPA agree. OPA is left out if query is nil.
func ask(ctx context.Context, eng *engine.Engine, query *rego.PreparedEvalQuery, line recorded) string {
	var request engine.Request
	if err := json.Unmarshal(line.Request, &request); err != nil {
		return err.Error()
	}
	decision, err := eng.Check(ctx, request)
	if err != nil {
		return err.Error()
	}
	answered, err := eng.Evaluate(ctx, request)
	if err != nil {
		return err.Error()
	}
	if decision.Allowed != line.Decision || answered.Allowed != line.Decision || len(answered.Reasons) == 0 {
		return fmt.Sprintf("server: %v, engine: %v, %v %q", line.Decision, decision.Allowed, answered.Allowed, answered.Reasons)
	}
	if query == nil {
		return ""
	}
	input, err := ast.ValueFromReader(bytes.NewReader(line.Request))
	if err != nil {
		return err.Error()
	}
	results, err := query.Eval(ctx, rego.EvalParsedInput(input))
	if err != nil || len(results) != 1 {
		return fmt.Sprintf("opa: %d results, %v", len(results), err)
	}
	var opa answer
	raw, _ := json.Marshal(results[0].Expressions[0].Value)
	if err := json.Unmarshal(raw, &opa); err != nil {
		return err.Error()
	}
	if opa.Decision != line.Decision {
		return fmt.Sprintf("server: %v, OPA: %v %q", line.Decision, opa.Decision, opa.Context.Reasons)
	}
	if !reflect.DeepEqual(answered.Reasons, opa.Context.Reasons) {
		return fmt.Sprintf("reasons differ:\nengine: %q\nOPA:    %q", answered.Reasons, opa.Context.Reasons)
	}
	return ""
}
