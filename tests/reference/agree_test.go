package reference_test

import (
	"os"
	"sync/atomic"
	"testing"

	"pgregory.net/rapid"

	"github.com/rolecall/rolecall/tests/generate"
)

// worlds is the number of worlds that the tests compare for each server, and a fifth of them
// with -short. Each run draws others; -rapid.checks asks for more.
const worlds = "10"

// The number of requests for each world, and the number of these for OPA, which is slow
// beside the engine.
const (
	requests    = 400
	opaRequests = 25
)

func TestMain(m *testing.M) {
	generate.DefaultFlags(map[string]string{"rapid.checks": worlds, "rapid.shrinktime": "0s", "rapid.nofailfile": "true"})
	os.Exit(m.Run())
}

// TestAgree compares the engine and plain OPA with the reference.
func TestAgree(t *testing.T) {
	var asked, allowed atomic.Int64
	t.Run("servers", func(t *testing.T) {
		generate.Each(t, generate.Releases, func(t *rapid.T, server generate.Server) {
			asked.Add(requests)
			allowed.Add(int64(agree(t, generate.Cases(server, requests).Draw(t, "case"))))
		})
	})
	// A single world may allow little; all together do not.
	if t.Logf("allowed %d of %d", allowed.Load(), asked.Load()); allowed.Load()*50 < asked.Load() {
		t.Error("almost nothing is allowed")
	}
}

// agree compares all answers about a case, and returns the number of allowed requests.
func agree(t *rapid.T, c generate.Case) int {
	t.Helper()
	compared, err := compare(c.Config)
	if err != nil {
		t.Fatalf("%v\n%s", err, c.Config)
	}
	opas := []opa{compared.rules}
	if rapid.IntRange(0, 9).Draw(t, "bundled") == 0 {
		opas = append(opas, compared.bundled) // slow to make
	}
	for i, r := range c.Requests {
		if i == opaRequests {
			opas = nil
		}
		d, err := compared.ask(r, opas...)
		if err != nil {
			t.Fatalf("%v\n%s", err, c.Config)
		}
		if d != nil {
			t.Fatalf("%v\n%s", d, shrink(c.Config, r))
		}
	}
	return compared.allowed
}
