package registry

import (
	"context"
	"errors"
	"fmt"

	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
	"oras.land/oras-go/v2"
	"oras.land/oras-go/v2/content/memory"
)

// Push puts an archive into a registry, under the tag of a reference, and returns the reference to its digest. The
// revision of the bundle is an annotation. The same archive has the same digest, wherever and whenever it is pushed.
func Push(ctx context.Context, r Reference, archive []byte, revision string, o Options) (pushed string, err error) {
	if r.Fixed() {
		return "", errors.New("push: a digest follows from the bundle: name a tag")
	}
	repository, done, err := o.repository(r)
	if err != nil {
		return "", fmt.Errorf("push %s: %w", r, err)
	}
	defer done()
	digest, err := push(ctx, repository, r.named.Reference, archive, revision)
	if err != nil {
		return "", fmt.Errorf("push %s: %w", r, explained(err))
	}
	return r.at(digest), nil
}

// created is when each bundle was made, as far as registries are told: the time would change the digest.
const created = "1970-01-01T00:00:00Z"

func push(ctx context.Context, to oras.Target, tag string, archive []byte, revision string) (digest string, err error) {
	made := memory.New()
	layer, err := oras.PushBytes(ctx, made, ocispec.MediaTypeImageLayerGzip, archive)
	if err != nil {
		return "", err
	}
	layer.Annotations = map[string]string{ocispec.AnnotationTitle: "bundle.tar.gz"}
	config, err := oras.PushBytes(ctx, made, ocispec.MediaTypeImageConfig, []byte("{}"))
	if err != nil {
		return "", err
	}
	manifest, err := oras.PackManifest(ctx, made, oras.PackManifestVersion1_1, "", oras.PackManifestOptions{
		Layers: []ocispec.Descriptor{layer}, ConfigDescriptor: &config,
		ManifestAnnotations: map[string]string{ocispec.AnnotationCreated: created, ocispec.AnnotationVersion: revision},
	})
	if err == nil {
		err = made.Tag(ctx, manifest, tag)
	}
	if err == nil {
		_, err = oras.Copy(ctx, made, tag, to, tag, oras.DefaultCopyOptions)
	}
	return manifest.Digest.String(), err
}
