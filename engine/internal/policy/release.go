package policy

import (
	"encoding/json"
	"fmt"
	"maps"
	"strings"
)

// releases is the name of the document that has the tables of each release, by the
// release; with a word behind it those of a feature toggle.
const releases = "versions"

// ofRelease returns documents beside the policies without the tables of other
// releases. A bundle has no others: its policies look into no other.
func ofRelease(documents map[string][]byte, release string) (map[string][]byte, error) {
	var tables map[string]json.RawMessage
	if err := json.Unmarshal(documents[releases], &tables); err != nil {
		return nil, fmt.Errorf("%s: %w", releases, err)
	}
	maps.DeleteFunc(tables, func(name string, _ json.RawMessage) bool {
		return name != release && !strings.HasPrefix(name, release+" ")
	})
	raw, err := json.Marshal(tables)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", releases, err)
	}
	own := maps.Clone(documents)
	own[releases] = raw
	return own, nil
}

// Of returns the documents beside the policies that a configuration of a release
// takes. The error is that of policies which are not like those of this program.
func (p *Program) Of(release string) (map[string][]byte, error) {
	return ofRelease(p.Documents, release)
}
