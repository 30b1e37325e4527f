package policy

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

// Root is the package that everything in a bundle lies below, and World the name of
// the configuration there.
const (
	Root  = "rolecall"
	World = "world"
)

// Parts are the contents of a bundle.
type Parts struct {
	Modules []bundle.ModuleFile
	// Documents holds the JSON of the data below the root, by name, in the form
	// of package canonical.
	Documents map[string][]byte
	Manifest  bundle.Manifest
}

// NewParts returns the parts with these policies and documents, and their revision.
func NewParts(modules []bundle.ModuleFile, documents map[string][]byte) *Parts {
	return NewPart([]string{Root}, modules, documents)
}

// NewPart is NewParts for a bundle that is one of several, with the roots that are its own. They are
// sorted.
func NewPart(roots []string, modules []bundle.ModuleFile, documents map[string][]byte) *Parts {
	v1 := 1
	p := &Parts{modules, documents, bundle.Manifest{Roots: &roots, RegoVersion: &v1}}
	p.Manifest.Revision = p.Revision()
	return p
}

// IsWhole reports whether everything is in the bundle, and nothing in others.
func (p *Parts) IsWhole() bool { return slices.Equal(*p.Manifest.Roots, []string{Root}) }

// Revision returns the digest that identifies a bundle by its content: the policies
// with their paths, the documents, and the manifest except for the revision itself.
// Signatures are not part of it, as they sign the files.
func (p *Parts) Revision() string {
	var lines []string
	for _, m := range p.Modules {
		lines = append(lines, fmt.Sprintf("module %q %x", m.Path, sha256.Sum256(m.Raw)))
	}
	for name, doc := range p.Documents {
		lines = append(lines, fmt.Sprintf("document %q %x", name, sha256.Sum256(doc)))
	}
	manifest := p.Manifest
	manifest.Revision = ""
	lines = append(lines, fmt.Sprintf("manifest %x", sha256.Sum256(encodeManifest(manifest))))
	slices.Sort(lines)
	digest := sha256.Sum256([]byte(strings.Join(lines, "\n")))
	return hex.EncodeToString(digest[:])
}

func encodeManifest(m bundle.Manifest) []byte {
	raw, err := json.Marshal(m)
	if err != nil {
		panic(err) // only metadata can fail, and there is none
	}
	return append(raw, '\n')
}

// Files returns the files of the bundle by name.
func (p *Parts) Files() map[string][]byte {
	files := map[string][]byte{bundlefile.Manifest: encodeManifest(p.Manifest)}
	for _, m := range p.Modules {
		files[m.Path] = m.Raw
	}
	data := []byte(dataPrefix)
	for i, name := range slices.Sorted(maps.Keys(p.Documents)) {
		if i > 0 {
			data = append(data, ',')
		}
		data = fmt.Appendf(data, "%q:", name)
		data = append(data, p.Documents[name]...)
	}
	files[bundlefile.Data] = append(data, dataSuffix...)
	return files
}

// The text of data.json before and after the documents.
const (
	dataPrefix = `{"` + Root + `":{`
	dataSuffix = "}}\n"
)

// Bundle returns the parts as a bundle in memory, for programs that use OPA.
func (p *Parts) Bundle() (*bundle.Bundle, error) {
	below := make(map[string]any, len(p.Documents))
	for name, raw := range p.Documents {
		doc, err := decoded(raw)
		if err != nil {
			return nil, err
		}
		below[name] = doc
	}
	return &bundle.Bundle{Data: map[string]any{Root: below}, Modules: p.Modules, Manifest: p.Manifest}, nil
}

// decoded decodes a document into the maps and slices in which OPA keeps data.
func decoded(raw []byte) (doc any, err error) {
	return doc, json.Unmarshal(raw, &doc)
}
