package signing

import (
	"context"
	"errors"
	"fmt"

	"github.com/rolecall/rolecall/engine/internal/bundlefile"
	"github.com/rolecall/rolecall/engine/internal/policy"
)

// Verify verifies the archive or folder at a path, and that its content is that of its
// revision. It opens no configuration. The error wraps a *Refusal if the bundle is read and
// refused; it is another one if there is no bundle, or if it is damaged.
func (v Verification) Verify(ctx context.Context, path string) (Signature, error) {
	if bundlefile.IsSplit(path) {
		return Signature{}, fmt.Errorf("%s is the folder of a split bundle: verify each archive in it", path)
	}
	content, err := bundlefile.Read(ctx, path)
	if err != nil {
		return Signature{}, fmt.Errorf("read bundle %s: %w", path, err)
	}
	s, err := v.VerifyFiles(content.Files, content.Others)
	if err != nil {
		return Signature{}, fmt.Errorf("bundle %s: %w", path, err)
	}
	p, err := policy.FromFiles(content.Files)
	if err == nil && p.Revision() != p.Manifest.Revision {
		err = errors.New("its content does not match its revision")
	}
	if err != nil {
		return Signature{}, fmt.Errorf("bundle %s: %w", path, &Refusal{Changed, err.Error()})
	}
	return s, nil
}
