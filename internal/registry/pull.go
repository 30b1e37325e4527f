package registry

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/opencontainers/go-digest"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
	"oras.land/oras-go/v2"
	"oras.land/oras-go/v2/content"
)

// MaxArchive is the greatest size of an archive in bytes, that of a bundle which the engine opens.
const MaxArchive = 128 << 20

// maxManifest is the greatest size of a manifest in bytes. A manifest of a bundle has 700.
const maxManifest = 1 << 20

// manifestTypes are the types of manifests of bundles: that of the initiative, and Docker's, to which some registries
// change it.
var manifestTypes = map[string]bool{
	ocispec.MediaTypeImageManifest: true, "application/vnd.docker.distribution.manifest.v2+json": true,
}

// layerTypes are the types of archives. OPA knows the first alone.
var layerTypes = map[string]bool{
	ocispec.MediaTypeImageLayerGzip: true, "application/vnd.docker.image.rootfs.diff.tar.gzip": true,
}

// pull returns the archive that a reference names, and the digest of its manifest. Both have the digests that they
// were asked by. If the digest is the one that is known, there is no archive.
func pull(ctx context.Context, r Reference, o Options, known string) (archive []byte, at string, err error) {
	repository, done, err := o.repository(r)
	if err != nil {
		return nil, "", err
	}
	defer done()
	named, err := repository.Resolve(ctx, r.named.Reference)
	switch {
	case err != nil:
		return nil, "", explained(err)
	case named.Digest.String() == known:
		return nil, known, nil
	case !manifestTypes[named.MediaType]:
		return nil, "", fmt.Errorf("it is not a bundle, but of the type %q", named.MediaType)
	}
	_, text, err := oras.FetchBytes(ctx, repository, named.Digest.String(), oras.FetchBytesOptions{MaxBytes: maxManifest})
	if err != nil {
		return nil, "", explained(err)
	}
	layer, err := layerOf(text)
	if err != nil {
		return nil, "", err
	}
	if archive, err = content.FetchAll(ctx, repository, layer); err != nil {
		return nil, "", explained(err)
	}
	return archive, named.Digest.String(), nil
}

// layerOf returns the layer of a manifest that is the archive.
func layerOf(manifest []byte) (ocispec.Descriptor, error) {
	var m ocispec.Manifest
	if err := json.Unmarshal(manifest, &m); err != nil {
		return ocispec.Descriptor{}, errors.New("its manifest is damaged")
	}
	if len(m.Layers) != 1 || !layerTypes[m.Layers[0].MediaType] {
		return ocispec.Descriptor{}, fmt.Errorf("it is not a bundle: a bundle has one layer, of the type %s", ocispec.MediaTypeImageLayerGzip)
	}
	layer := m.Layers[0]
	switch {
	case layer.Digest.Validate() != nil || layer.Digest.Algorithm() != digest.SHA256:
		return ocispec.Descriptor{}, errors.New("its manifest is damaged: the layer has no digest by SHA-256")
	case layer.Size > MaxArchive:
		return ocispec.Descriptor{}, fmt.Errorf("it has %d bytes, more than %d", layer.Size, MaxArchive)
	}
	return layer, nil
}
