package generate

import (
	"testing"

	"pgregory.net/rapid"
)

// Each checks a property of generated worlds for each server, in parallel.
func Each(t *testing.T, servers []Server, property func(*rapid.T, Server)) {
	for _, server := range servers {
		t.Run(server.String(), func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) { property(t, server) })
		})
	}
}
