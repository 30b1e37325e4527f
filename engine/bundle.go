package engine

import (
	"cmp"
	"fmt"

	"github.com/open-policy-agent/opa/v1/bundle"

	"github.com/rolecall/rolecall/engine/internal/policy"
	"github.com/rolecall/rolecall/engine/signing"
)

// Bundle returns the policies and the configuration as a bundle, with which plain
// OPA decides as the View does. The same configuration gives the same bundle. It
// must not be changed. Each call makes it anew, which takes about as long as
// opening took.
func (v *View) Bundle() *bundle.Bundle {
	if v.ready() != nil {
		return nil
	}
	b, err := v.config.Parts().Bundle()
	if err != nil {
		panic(err) // the same documents have just been written
	}
	return b
}

// Revision identifies the configuration and the policies by their content. The
// first call takes as long as Bundle.
func (v *View) Revision() string {
	if v.ready() != nil {
		return ""
	}
	return v.config.Revision()
}

// Policies returns the modules of the bundle. They must not be changed.
func (v *View) Policies() []bundle.ModuleFile {
	if v.ready() != nil {
		return nil
	}
	return v.config.Modules
}

// Data returns the data of the bundle, without the compiled document that plain OPA
// looks decisions up in: so Rego that replaces a part of the configuration decides by
// the replaced one. Each call makes the data anew. It is an error if nothing was
// loaded.
func (v *View) Data() (map[string]any, error) {
	if err := v.ready(); err != nil {
		return nil, err
	}
	documents, err := v.config.Documents()
	return map[string]any{policy.Root: documents}, err
}

// A BundleOption changes how a bundle is written.
type BundleOption struct {
	signer *signing.Signer
	split  bool
}

// SplitByOrg writes several bundles, each an archive in a folder: policies.tar.gz, which has the
// policies and what belongs to no org, and org-LABEL.tar.gz for each org. Their roots do not
// overlap, so OPA loads all of them, or the first and some orgs: it then denies in the others.
// A change of what an org declares changes the bytes of its bundle alone.
//
// Open takes the folder. In a folder that lacks the bundles of some orgs, these are not declared.
func SplitByOrg() BundleOption { return BundleOption{split: true} }

// Signed signs the bundle, in the form that OPA verifies. The path must end in .tar.gz: OPA
// verifies the files of a folder by their path together with that of the folder.
func Signed(s *signing.Signer) BundleOption { return BundleOption{signer: s} }

func allOf(opts []BundleOption) (all BundleOption) {
	for _, opt := range opts {
		all.signer = cmp.Or(opt.signer, all.signer)
		all.split = all.split || opt.split
	}
	return all
}

// Archives returns the bundle as archives in memory, by name, for programs that hand it out: one
// with the name bundle.tar.gz or, with SplitByOrg, those of the folder. A whole bundle that was opened
// from an archive keeps its signature, unless it is signed anew. Each call makes them anew.
func Archives(v *View, opts ...BundleOption) (map[string][]byte, error) {
	err := v.ready()
	var archives map[string][]byte
	if err == nil {
		o := allOf(opts)
		archives, err = v.config.Archives(o.signer, o.split)
	}
	if err != nil {
		return nil, fmt.Errorf("archive bundle: %w", err)
	}
	return archives, nil
}

// WriteBundle writes the bundle such that plain OPA reads it: as an archive if path
// ends in .tar.gz, otherwise as a folder. The same configuration gives the same
// bytes, also if it was opened from a bundle.
//
// The path must be empty, absent, or have a bundle of rolecall, which is replaced
// as a whole. After an error, and if the program ends at any time, the path has
// what it had before. The bundle is opened and compared before it gets its place.
// Several writers of one path, also of several programs, wait for each other.
//
// While a bundle is written, it has a name in the folder of path that begins with a
// dot. A mount point and the working directory cannot be replaced. On systems other
// than Linux and macOS, and in file systems that cannot exchange two names, there
// is no folder at path for a moment.
func (v *View) WriteBundle(path string, opts ...BundleOption) error {
	o := allOf(opts)
	err := v.ready()
	switch {
	case err != nil:
	case o.split:
		err = v.config.WriteSplit(path, o.signer)
	default:
		err = v.config.WriteBundle(path, o.signer)
	}
	if err != nil {
		return fmt.Errorf("write bundle: %w", err)
	}
	return nil
}
