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
}

// Signed signs the bundle, in the form that OPA verifies. The path must end in .tar.gz: OPA
// verifies the files of a folder by their path together with that of the folder.
func Signed(s *signing.Signer) BundleOption { return BundleOption{signer: s} }

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
	var o BundleOption
	for _, opt := range opts {
		o.signer = cmp.Or(opt.signer, o.signer)
	}
	err := v.ready()
	if err == nil {
		err = v.config.WriteBundle(path, o.signer)
	}
	if err != nil {
		return fmt.Errorf("write bundle: %w", err)
	}
	return nil
}
