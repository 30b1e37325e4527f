package policy

import (
	"encoding/json"
	"fmt"
	"maps"
	"strings"
)

// releases is the name of the document with the tables of each release. A key there is the
// release; the key for a feature toggle has a word after the release.
const releases = "versions"

// ofRelease returns documents beside the policies without the tables of other releases,
// which the policies do not use for a configuration of this one.
func ofRelease(documents map[string][]byte, release string) (map[string][]byte, error) {
	var tables map[string]json.RawMessage
	if err := json.Unmarshal(documents[releases], &tables); err != nil {
		return nil, fmt.Errorf("%s is not an object with the tables of releases", releases)
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

// Of returns the documents beside the policies for a configuration of a release. It is an
// error if foreign policies do not have them.
func (p *Program) Of(release string) (map[string][]byte, error) {
	return ofRelease(p.Documents, release)
}
