package loaded

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/rolecall/rolecall/engine/internal/bundlefile"
	"github.com/rolecall/rolecall/engine/internal/canonical"
	"github.com/rolecall/rolecall/engine/internal/compiled"
	"github.com/rolecall/rolecall/engine/internal/index"
	"github.com/rolecall/rolecall/engine/internal/policy"
	"github.com/rolecall/rolecall/engine/signing"
	"github.com/rolecall/rolecall/internal/document"
)

// readSplit opens the split bundle in a folder: its policies and the orgs that are there. A
// demanded revision is that of all together.
func readSplit(ctx context.Context, dir string, verification *signing.Verification) (*Configuration, error) {
	contents, others, err := bundlefile.ReadSplit(ctx, dir)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBadBundle, err)
	}
	if file := configurationFile(bundlefile.Content{Others: others}); file != "" {
		return nil, fmt.Errorf("it contains a split bundle, %s, and a file of a configuration, %s; remove one of them", bundlefile.ServerPart, file)
	}
	parts := map[string]*policy.Parts{}
	for name, content := range contents {
		if verification != nil {
			alone := *verification
			alone.Revision = ""
			if _, err := alone.VerifyFiles(content.Files, content.Others); err != nil {
				return nil, notVerified{fmt.Errorf("%s: %w", name, err)}
			}
		}
		if parts[name], err = partsIn(content); err != nil {
			return nil, fmt.Errorf("%w: %s: %w", ErrBadBundle, name, err)
		}
	}
	c, err := openSplit(ctx, parts)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrBadBundle, err)
	case verification != nil:
		if err := verification.VerifyRevision(c.Revision); err != nil {
			return nil, notVerified{err}
		}
	}
	return c, nil
}

// partsIn returns the parts in one archive.
func partsIn(content bundlefile.Content) (*policy.Parts, error) {
	p, err := policy.FromFiles(content.Files)
	if err == nil && p.Revision() != p.Manifest.Revision {
		err = errRevision
	}
	return p, err
}

// openSplit opens parts, which have their revisions, by the names of their archives.
func openSplit(ctx context.Context, parts map[string]*policy.Parts) (*Configuration, error) {
	server := parts[bundlefile.ServerPart]
	if server == nil {
		return nil, fmt.Errorf("%s is missing", bundlefile.ServerPart)
	}
	roots, err := serverRoots(server)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", bundlefile.ServerPart, err)
	}
	if !slices.Equal(roots, *server.Manifest.Roots) {
		return nil, fmt.Errorf("%s: its roots are not those of its content", bundlefile.ServerPart)
	}
	world, err := worldOf(parts)
	if err != nil {
		return nil, err
	}
	d, written, err := decodeWorld(world, true)
	if err != nil {
		return nil, fmt.Errorf("their configuration: %w", err)
	}
	documents := maps.Clone(server.Documents)
	delete(documents, policy.World)
	c, err := openDocument(ctx, server.Modules, documents, d)
	if err != nil {
		return nil, err
	}
	// OPA decides by the compiled parts, so they must be as the policies give them.
	if !canonical.Equal(written, compiledParts(c.Matcher.Index)) {
		return nil, errors.New("what is compiled in them does not match their policies and configuration: " +
			"they are not of one build, or some of them is older; build them again")
	}
	return c, nil
}

// compiledParts returns what the bundles of all orgs of an index have compiled in them.
func compiledParts(x *index.Index) any {
	type partsOfOrgs struct {
		Orgs map[string]*compiled.Part `json:"orgs"`
	}
	all := partsOfOrgs{map[string]*compiled.Part{}}
	for _, o := range x.Orgs {
		all.Orgs[o.Label] = compiled.PartOf(x, o)
	}
	return all
}

// worldOf returns the document data.rolecall.world of all parts together, with the spellings
// of all orgs as those of the whole bundle.
func worldOf(parts map[string]*policy.Parts) ([]byte, error) {
	world := map[string]json.RawMessage{}
	members, err := canonical.Members(parts[bundlefile.ServerPart].Documents[policy.World])
	if err != nil {
		return nil, fmt.Errorf("%s: %w", bundlefile.ServerPart, err)
	}
	for _, m := range members {
		world[m.Name] = m.Value
	}
	spelled := map[string]string{}
	if raw, ok := world[spellings]; ok {
		if err := canonical.Decode(raw, &spelled); err != nil {
			return nil, fmt.Errorf("%s: %w", bundlefile.ServerPart, err)
		}
	}
	orgs, made := map[string]json.RawMessage{}, map[string]json.RawMessage{}
	for name, p := range parts {
		if name == bundlefile.ServerPart {
			continue
		}
		label, doc, err := orgPart(p)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if name != bundlefile.OrgPart(label) {
			return nil, fmt.Errorf("%s: it is the bundle of the org %q, which has the name %s", name, label, bundlefile.OrgPart(label))
		}
		orgs[label], made[label] = doc.Orgs[label], doc.Compiled.Orgs[label]
		maps.Copy(spelled, doc.Spellings[label])
	}
	world[orgsMember] = canonical.Append(nil, orgs)
	world[compiledMember] = canonical.Append(nil, compiledOrgs{made})
	delete(world, spellings)
	if len(spelled) > 0 {
		world[spellings] = canonical.Append(nil, spelled)
	}
	return canonical.Append(nil, world), nil
}

// orgPart returns the label and the document of the bundle of an org.
func orgPart(p *policy.Parts) (string, *orgDocument, error) {
	label := orgOf(p)
	if label == "" {
		return "", nil, errors.New("it is not the bundle of an org")
	}
	var doc orgDocument
	if len(p.Modules) > 0 || len(p.Documents) != 1 || canonical.Decode(p.Documents[policy.World], &doc) != nil {
		return "", nil, errors.New("it is not as rolecall writes the bundle of an org")
	}
	for _, n := range []int{len(doc.Orgs), len(doc.Compiled.Orgs), len(doc.Spellings)} {
		if n != 1 {
			return "", nil, errors.New("it has parts of several orgs")
		}
	}
	_, has := doc.Orgs[label]
	_, made := doc.Compiled.Orgs[label]
	_, spells := doc.Spellings[label]
	if !has || !made || !spells {
		return "", nil, fmt.Errorf("it does not have the org %q of its roots", label)
	}
	return label, &doc, nil
}

// leaveOut takes the names of orgs that are not in a configuration out of it.
func leaveOut(d *document.World) {
	for name, label := range d.OrgIDs {
		if d.Orgs[label] == nil {
			delete(d.OrgIDs, name)
			d.Elsewhere = append(d.Elsewhere, label)
		}
	}
	slices.Sort(d.Elsewhere)
	d.Elsewhere = slices.Compact(d.Elsewhere)
	if d.Orgs[d.DefaultOrg] == nil {
		d.DefaultOrg = ""
	}
}
