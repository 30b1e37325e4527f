package conformance

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
	"github.com/rolecall/rolecall/tests/records"
)

// TestServers checks that the releases which are said to be checked against a server are those
// with recorded decisions.
func TestServers(t *testing.T) {
	var said []string
	for _, v := range schema.Versions {
		server, _, _ := strings.Cut(catalogue.Of(v).Server, "-")
		if server == "" {
			continue
		}
		if schema.Version(server).Release() != v {
			t.Errorf("server %s is not of the release %s", server, v)
		}
		said = append(said, server[:strings.LastIndex(server, ".")])
	}
	var recorded []string
	for _, dir := range records.Worlds(t, "../..") {
		recorded = append(recorded, records.Server(dir))
	}
	slices.Sort(said)
	slices.Sort(recorded)
	if diff := cmp.Diff(said, slices.Compact(recorded)); diff != "" {
		t.Errorf("releases with a server (-said +recorded):\n%s", diff)
	}
}
