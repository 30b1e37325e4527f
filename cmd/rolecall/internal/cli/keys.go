package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/rolecall/rolecall/engine/signing"
	"github.com/rolecall/rolecall/internal/files"
)

// Keys are the public keys that a command line trusts.
type Keys struct {
	// Files are the files with the keys, one in each.
	Files []string
	// Algorithm is that of all keys; empty for that of each key.
	Algorithm string
}

// Given reports whether the command line says anything about keys.
func (k *Keys) Given() bool { return len(k.Files) > 0 || k.Algorithm != "" }

// Read returns the keys in the files. It returns an error if there are no files.
func (k *Keys) Read(ctx context.Context) ([]signing.Key, error) {
	if len(k.Files) == 0 {
		return nil, errors.New("there is an algorithm, and no file with a key")
	}
	var keys []signing.Key
	for _, name := range k.Files {
		text, err := ReadKey(ctx, name)
		if err != nil {
			return nil, err
		}
		key, err := signing.PublicKey(text, k.Algorithm)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		keys = append(keys, key)
	}
	return keys, nil
}

// maxKey is the greatest size of a file with a key, in bytes.
const maxKey = 64 << 10

// ReadKey reads a file with a key.
func ReadKey(ctx context.Context, name string) ([]byte, error) {
	return files.ReadFile(ctx, name, maxKey)
}
