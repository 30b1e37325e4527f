package engine

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/bundle"

	"github.com/rolecall/rolecall/engine/internal/bundlefile"
)

// The root of a bundle is the package that everything lives below, and worldName
// the name of the configuration there.
const (
	root      = "rolecall"
	worldName = "world"
)

// Parts are what a bundle consists of.
type parts struct {
	modules []bundle.ModuleFile
	// documents are the data below the root as JSON, by name, in the form of
	// package canonical.
	documents map[string][]byte
	manifest  bundle.Manifest
}

// newParts puts policies and documents together.
func newParts(modules []bundle.ModuleFile, documents map[string][]byte) *parts {
	roots, v1 := []string{root}, 1
	p := &parts{modules, documents, bundle.Manifest{Roots: &roots, RegoVersion: &v1}}
	p.manifest.Revision = p.revision()
	return p
}

// revision identifies a bundle by its content: the policies with their paths, the
// documents, and all of the manifest but the revision itself. Signatures are not
// part of it: they are made of the files.
func (p *parts) revision() string {
	var lines []string
	for _, m := range p.modules {
		lines = append(lines, fmt.Sprintf("module %q %x", m.Path, sha256.Sum256(m.Raw)))
	}
	for name, doc := range p.documents {
		lines = append(lines, fmt.Sprintf("document %q %x", name, sha256.Sum256(doc)))
	}
	manifest := p.manifest
	manifest.Revision = ""
	lines = append(lines, fmt.Sprintf("manifest %x", sha256.Sum256(encodeManifest(manifest))))
	slices.Sort(lines)
	digest := sha256.Sum256([]byte(strings.Join(lines, "\n")))
	return hex.EncodeToString(digest[:])
}

func encodeManifest(m bundle.Manifest) []byte {
	raw, err := json.Marshal(m)
	if err != nil {
		panic(err) // metadata is the one part that can fail, and there is none
	}
	return append(raw, '\n')
}

// files are the files of the bundle.
func (p *parts) files() map[string][]byte {
	files := map[string][]byte{bundlefile.Manifest: encodeManifest(p.manifest)}
	for _, m := range p.modules {
		files[m.Path] = m.Raw
	}
	data := []byte(dataPrefix)
	for i, name := range slices.Sorted(maps.Keys(p.documents)) {
		if i > 0 {
			data = append(data, ',')
		}
		data = fmt.Appendf(data, "%q:", name)
		data = append(data, p.documents[name]...)
	}
	files[bundlefile.Data] = append(data, dataSuffix...)
	return files
}

// What stands around the documents in data.json.
const (
	dataPrefix = `{"` + root + `":{`
	dataSuffix = "}}\n"
)

// bundle is the same for programs that use OPA.
func (p *parts) bundle() (*bundle.Bundle, error) {
	below := make(map[string]any, len(p.documents))
	for name, raw := range p.documents {
		doc, err := decoded(raw)
		if err != nil {
			return nil, err
		}
		below[name] = doc
	}
	return &bundle.Bundle{Data: map[string]any{root: below}, Modules: p.modules, Manifest: p.manifest}, nil
}

// decoded is a document in the maps and slices that OPA keeps data in.
func decoded(raw []byte) (doc any, err error) {
	return doc, json.Unmarshal(raw, &doc)
}
