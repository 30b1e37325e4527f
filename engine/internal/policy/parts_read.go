package policy

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/bundle"

	"github.com/rolecall/rolecall/engine/internal/bundlefile"
	"github.com/rolecall/rolecall/engine/internal/canonical"
)

// Limits on the JSON of a bundle. A value of two bytes in the text can take a
// hundred bytes and more in memory. A bundle of 20,000 users, 6,000 folders and
// 60,000 dashboards has 1.7 million values; they nest 9 deep.
const (
	MaxDepth  = 32
	MaxValues = 16_000_000
	// maxRules and maxRuleValues limit the policies, and the documents beside
	// the configuration. Those of rolecall have 1.3 MB and 20,000 values.
	maxRules      = 32 << 20
	maxRuleValues = 1_000_000
)

// FromFiles reads the parts of a bundle from its files. The error names the first file
// that differs from the form that rolecall writes.
func FromFiles(files map[string][]byte) (*Parts, error) {
	p := &Parts{}
	size := 0
	for _, name := range slices.Sorted(maps.Keys(files)) {
		switch {
		case name == bundlefile.Data, name == bundlefile.Manifest, name == bundlefile.Signatures:
		case path.Ext(name) == ".rego":
			if size += len(files[name]); size > maxRules {
				return nil, fmt.Errorf("its policies are larger than %d bytes", maxRules)
			}
			m, err := moduleOf(name, files[name])
			if err != nil {
				return nil, err
			}
			p.Modules = append(p.Modules, m)
		default:
			return nil, fmt.Errorf("%s is not part of a bundle of rolecall, and OPA would read it", name)
		}
	}
	var err error
	if p.Manifest, err = DecodeManifest(files[bundlefile.Manifest]); err != nil {
		return nil, err
	}
	p.Documents, err = documentsOf(files[bundlefile.Data])
	return p, err
}

// DecodeManifest decodes a manifest, and returns an error unless rolecall would write
// it in this form.
func DecodeManifest(raw []byte) (bundle.Manifest, error) {
	var m bundle.Manifest
	if json.Unmarshal(raw, &m) != nil || !isManifest(m) || !bytes.Equal(raw, encodeManifest(m)) {
		return m, fmt.Errorf("%s is not as rolecall writes it", bundlefile.Manifest)
	}
	return m, nil
}

// isManifest reports whether a manifest has the members that rolecall writes.
func isManifest(m bundle.Manifest) bool {
	return m.Roots != nil && areRoots(*m.Roots) && m.RegoVersion != nil && *m.RegoVersion == 1 &&
		len(m.Revision) == 64 && strings.Trim(m.Revision, "0123456789abcdef") == "" &&
		len(m.WasmResolvers)+len(m.FileRegoVersions)+len(m.Metadata) == 0
}

// areRoots reports whether roots are some that rolecall writes: all below its own, each once.
func areRoots(roots []string) bool {
	for i, root := range roots {
		if root != Root && !strings.HasPrefix(root, Root+"/") || i > 0 && roots[i-1] >= root {
			return false
		}
	}
	return len(roots) > 0
}

// documentsOf splits data.json into its documents.
func documentsOf(data []byte) (map[string][]byte, error) {
	begin, end := len(dataPrefix)-1, len(data)-len(dataSuffix)+1
	if end < begin || !bytes.HasPrefix(data, []byte(dataPrefix)) || !bytes.HasSuffix(data, []byte(dataSuffix)) {
		return nil, fmt.Errorf("%s is not as rolecall writes it", bundlefile.Data)
	}
	members, err := canonical.Members(data[begin:end])
	if err != nil {
		return nil, fmt.Errorf("%s: %w", bundlefile.Data, err)
	}
	documents := make(map[string][]byte, len(members))
	for _, m := range members {
		documents[m.Name] = m.Value
	}
	return documents, nil
}

// FromBundle reads the parts of a bundle in memory. The error names the first part that
// differs from the form that rolecall makes.
func FromBundle(b *bundle.Bundle) (*Parts, error) {
	below, ok := b.Data[Root].(map[string]any)
	if !ok || len(b.Data) > 1 {
		return nil, fmt.Errorf("it has not all of its data below %s", Root)
	}
	if len(b.Wasm)+len(b.WasmModules)+len(b.PlanModules)+len(b.Patch.Data) > 0 {
		return nil, errors.New("it has parts that rolecall does not build")
	}
	if !isManifest(b.Manifest) {
		return nil, errors.New("its manifest is not as rolecall makes it")
	}
	p := &Parts{Documents: make(map[string][]byte, len(below)), Manifest: b.Manifest}
	for name, doc := range below {
		raw, err := json.Marshal(doc)
		if err != nil {
			return nil, err
		}
		p.Documents[name] = raw
	}
	for _, m := range b.Modules {
		// OPA's loader puts the folder of the bundle into Path.
		if m.RelativePath != "" {
			m.Path = strings.TrimPrefix(m.RelativePath, "/")
		}
		m.URL, m.RelativePath = m.Path, m.Path
		if m.Parsed == nil {
			return nil, fmt.Errorf("its module %q has not been parsed", m.Path)
		}
		if err := checkModulePath(m); err != nil {
			return nil, err
		}
		p.Modules = append(p.Modules, m)
	}
	return p, nil
}

// CheckRules refuses documents beside the configuration that are too large, nested too
// deep, or not in the form that rolecall writes.
func CheckRules(documents map[string][]byte) error {
	size := 0
	for name, raw := range documents {
		if size += len(raw); size > maxRules || !canonical.Within(raw, MaxDepth, maxRuleValues) {
			return fmt.Errorf("its data beside the configuration are larger or deeper than rolecall makes them: %q", name)
		}
		if !isCanonical(raw) {
			return fmt.Errorf("its data %q are not as rolecall writes them", name)
		}
	}
	return nil
}

// isCanonical reports whether encoding a decoded document again returns the same bytes.
func isCanonical(raw []byte) bool {
	doc, err := decoded(raw)
	if err != nil {
		return false
	}
	again, err := json.Marshal(doc)
	return err == nil && bytes.Equal(raw, again)
}
