package policy

import (
	"encoding/json"
	"fmt"
	"maps"
	"strings"
)

// releases is the file with the tables of all releases, and versions the document that a
// program has for its own. A key of the document is a release; the key for a feature toggle
// has a word after the release.
const (
	releases = "versions/timeline.json"
	versions = "versions"
)

// of returns the documents beside the policies for a configuration of a release. They have no
// tables if the release is not known.
func (o *own) of(release string) (map[string][]byte, error) {
	tables := map[string]any{}
	for _, track := range o.releases.Tracks {
		for n, name := range track.Releases {
			if name == release || strings.HasPrefix(name, release+" ") {
				tables[name] = track.At(n)
			}
		}
	}
	raw, err := json.Marshal(tables)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", versions, err)
	}
	documents := maps.Clone(o.Documents)
	documents[versions] = raw
	return documents, nil
}
