package loaded

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"

	"github.com/open-policy-agent/opa/v1/bundle"

	"github.com/rolecall/rolecall/engine/internal/bundlefile"
	"github.com/rolecall/rolecall/engine/internal/canonical"
	"github.com/rolecall/rolecall/engine/internal/compiled"
	"github.com/rolecall/rolecall/engine/internal/index"
	"github.com/rolecall/rolecall/engine/internal/policy"
	"github.com/rolecall/rolecall/engine/internal/representatives"
	"github.com/rolecall/rolecall/engine/signing"
	"github.com/rolecall/rolecall/internal/document"
)

// ErrBadBundle reports a bundle that rolecall did not build, that is not complete, that
// has changed since, or that is not verified.
var ErrBadBundle = errors.New("not a bundle of rolecall")

// A notVerified error is an ErrBadBundle that says nothing of it: the bundle may well be one of
// rolecall.
type notVerified struct{ error }

func (notVerified) Is(target error) bool { return target == ErrBadBundle }

func (e notVerified) Unwrap() error { return e.error }

// ErrNotSigned refuses anything else than a bundle at a path, if bundles are verified.
var ErrNotSigned error = &signing.Refusal{
	Reason: signing.Unsigned, Detail: "only a bundle can be signed, and this is none; leave the verification out, or open a signed bundle",
}

// IsBundle reports whether a folder is a bundle, not a configuration.
func IsBundle(dir string) bool {
	_, err := os.Lstat(filepath.Join(dir, bundlefile.Manifest))
	return err == nil
}

// IsSplit reports whether a folder has the archives of a split bundle, and is not a
// configuration.
func IsSplit(dir string) bool { return bundlefile.IsSplit(dir) }

// errRevision is the error for content of another revision.
var errRevision = errors.New("its content does not match its revision; build it again")

// ReadBundle opens the bundle at a path, after it has been verified; a nil verification
// verifies nothing. The error is that of the context, or wraps ErrBadBundle, unless the
// folder also has a file of a configuration.
func ReadBundle(ctx context.Context, path string, verification *signing.Verification) (*Configuration, error) {
	if !IsBundle(path) && bundlefile.IsSplit(path) {
		return readSplit(ctx, path, verification)
	}
	content, err := bundlefile.Read(ctx, path)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBadBundle, err)
	}
	if file := configurationFile(content); file != "" {
		return nil, fmt.Errorf("it contains the manifest of a bundle, %s, and a file of a configuration, %s; remove one of them", bundlefile.Manifest, file)
	}
	// Nothing is parsed before it is verified.
	if verification != nil {
		if _, err := verification.VerifyFiles(content.Files, content.Others); err != nil {
			return nil, notVerified{err}
		}
	}
	p, err := policy.FromFiles(content.Files)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBadBundle, err)
	}
	c, err := FromParts(ctx, p)
	if err == nil {
		c.Signatures = content.Files[bundlefile.Signatures]
	}
	return c, err
}

// configurationFile returns a file that the loader would read if there were no
// manifest, empty for none. One of the two would be ignored, and adding or removing one
// file would change which.
func configurationFile(c bundlefile.Content) string {
	for _, name := range c.Others {
		hidden := strings.HasPrefix(name, ".") || strings.Contains(name, "/.")
		if !hidden && (strings.HasSuffix(name, ".hcl") || strings.HasSuffix(name, ".hcl.json")) {
			return name
		}
	}
	return ""
}

// FromParts opens a bundle with the policies in it. It refuses a bundle of which a part
// is missing or changed, as while the bundle is copied: policies without one of their
// modules may allow more. The error is that of the context, or wraps ErrBadBundle.
func FromParts(ctx context.Context, p *policy.Parts) (*Configuration, error) {
	c, err := openParts(ctx, p)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrBadBundle, err)
	}
	return c, nil
}

func openParts(ctx context.Context, p *policy.Parts) (*Configuration, error) {
	if p.Revision() != p.Manifest.Revision {
		return nil, errRevision
	}
	if !p.IsWhole() {
		return nil, fmt.Errorf("it is a part of a split bundle; open the folder that it is in, with %s", bundlefile.ServerPart)
	}
	documents := maps.Clone(p.Documents)
	delete(documents, policy.World)
	d, written, err := decodeWorld(p.Documents[policy.World], false)
	if err != nil {
		return nil, fmt.Errorf("its configuration: %w", err)
	}
	c, err := openDocument(ctx, p.Modules, documents, d)
	if err != nil {
		return nil, err
	}
	// OPA decides by the compiled document, so it must be the one that the policies give.
	if !canonical.Equal(written, compiled.New(c.Matcher.Index)) {
		return nil, errors.New("its compiled document does not match its policies and its configuration; build it again")
	}
	revision := p.Manifest.Revision
	c.Revision = func() string { return revision }
	return c, nil
}

// openDocument evaluates the policies of a bundle, with the documents beside the
// configuration, on the configuration.
func openDocument(
	ctx context.Context, modules []bundle.ModuleFile, documents map[string][]byte, d *document.World,
) (*Configuration, error) {
	own := policy.IsOwn(modules, documents, d.Grafana.Version)
	if !own {
		if err := policy.CheckRules(documents); err != nil {
			return nil, err
		}
	}
	programOf := func() (*policy.Program, error) { return policy.Embedded(d.Grafana.Version) }
	if !own {
		programOf = func() (*policy.Program, error) { return policy.New(modules, documents) }
	}
	program, err := programOf()
	if err != nil {
		return nil, fmt.Errorf("its policies: %w", err)
	}
	if err := program.CheckGlobs(ctx, d); err != nil {
		return nil, fmt.Errorf("its configuration: %w", err)
	}
	return byPolicies(ctx, program, d)
}

// A worldDocument is the document data.rolecall.world of a bundle: the configuration
// and its compiled document. The latter is part of the former so that a test that
// replaces the configuration also replaces it.
type worldDocument struct {
	*document.World
	Compiled json.RawMessage `json:"compiled"`
}

// decodeWorld decodes the configuration of a bundle, and returns the compiled document
// unchanged. It refuses JSON in any other form than that of rolecall: OPA and the engine
// would read other member names, or null, differently. A partial configuration may name orgs
// that are not in it.
func decodeWorld(raw []byte, partial bool) (*document.World, json.RawMessage, error) {
	if !canonical.Within(raw, policy.MaxDepth, policy.MaxValues) {
		return nil, nil, fmt.Errorf("it nests deeper than %d, or has more than %d values", policy.MaxDepth, policy.MaxValues)
	}
	doc := worldDocument{World: &document.World{}}
	if err := canonical.Decode(raw, &doc); err != nil {
		return nil, nil, fmt.Errorf("%w; build it again", err)
	}
	if partial {
		leaveOut(doc.World)
	}
	if bytes.Contains(raw, []byte(`\u0000`)) { // or a backslash before u0000
		if err := representatives.CheckNames(doc.World); err != nil {
			return nil, nil, err
		}
	}
	return doc.World, doc.Compiled, representatives.CheckReferences(doc.World)
}

// partsOf returns the parts of the bundle of a configuration and its index.
func partsOf(p *policy.Program, d *document.World, x *index.Index) *policy.Parts {
	documents := maps.Clone(p.Documents)
	documents[policy.World] = canonical.Append(nil, worldDocument{d, canonical.Append(nil, compiled.New(x))})
	return policy.NewParts(p.Modules, documents)
}
