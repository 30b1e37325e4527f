package fleet

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/open-policy-agent/opa/v1/bundle"

	"github.com/rolecall/rolecall/engine"
)

// An edition has the bundles of a View. It does not change.
type edition struct {
	view *engine.View
	made func() (map[string]*handout, error)
}

// A handout is a bundle as it is handed out.
type handout struct {
	// revision is that of its manifest, which OPA reports.
	revision, etag string
	archive        []byte
	since          time.Time
}

// errNothing is the problem without a View.
var errNothing = problem{http.StatusServiceUnavailable, "no configuration is loaded"}

// current returns the bundles of the View that the engine answers from, by name, and the channel that is
// closed once it answers from another.
func (f *Fleet) current() (map[string]*handout, <-chan struct{}, error) {
	view := f.engine.View()
	if view == nil {
		return nil, nil, errNothing
	}
	f.mu.Lock()
	if f.edition == nil || f.edition.view != view {
		f.edition = &edition{view, sync.OnceValues(func() (map[string]*handout, error) { return f.make(view) })}
	}
	made := f.edition.made
	f.mu.Unlock()
	bundles, err := made()
	return bundles, f.engine.Changed(view), err
}

// make makes the bundles of a View.
func (f *Fleet) make(view *engine.View) (map[string]*handout, error) {
	archives, err := f.bundles(view)
	if err != nil {
		return nil, fmt.Errorf("the bundles were not made: %w", err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	made := make(map[string]*handout, len(archives))
	for name, archive := range archives {
		revision, err := revisionOf(archive)
		if err != nil {
			return nil, fmt.Errorf("the bundle %q cannot be handed out: %w", name, err)
		}
		if before := f.made[name]; before != nil && before.revision == revision {
			made[name] = before
			continue
		}
		sum := sha256.Sum256(archive)
		made[name] = &handout{revision, `"` + hex.EncodeToString(sum[:]) + `"`, archive, time.Now()}
	}
	f.made = made
	return made, nil
}

// revisionOf returns the revision in the manifest of a bundle.
func revisionOf(archive []byte) (string, error) {
	z, err := gzip.NewReader(bytes.NewReader(archive))
	if err != nil {
		return "", fmt.Errorf("it is not an archive .tar.gz: %w", err)
	}
	for t := tar.NewReader(z); ; {
		header, err := t.Next()
		switch {
		case err == io.EOF:
			return "", errors.New("it has no manifest")
		case err != nil:
			return "", fmt.Errorf("it is not an archive .tar.gz: %w", err)
		case strings.TrimPrefix(header.Name, "/") != ".manifest":
			continue
		}
		var manifest bundle.Manifest
		if err := json.NewDecoder(t).Decode(&manifest); err != nil || manifest.Revision == "" {
			return "", errors.New("its manifest has no revision")
		}
		return manifest.Revision, nil
	}
}

// serveBundle answers a request for a bundle. One that has the bundle already, and prefers to wait, is
// answered once there is another.
func (f *Fleet) serveBundle(w http.ResponseWriter, r *http.Request) {
	b, err := f.await(w, r)
	if err != nil {
		f.counts.refused.Add(1)
		refuse(w, err)
		return
	}
	h := w.Header()
	// By its type, OPA knows that the server lets it wait.
	h.Set("Content-Type", "application/vnd.openpolicyagent.bundles")
	h.Set("Cache-Control", "private, no-cache")
	h.Set("ETag", b.etag)
	switch {
	case has(r.Header.Values("If-None-Match"), b.etag):
		f.counts.unchanged.Add(1)
	case r.Method == http.MethodGet:
		f.counts.sent.Add(1)
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(b.archive))
}

// await returns the bundle of a request once it is one that the client does not have, or the client
// does not want to wait any longer.
func (f *Fleet) await(w http.ResponseWriter, r *http.Request) (*handout, error) {
	wait := time.Duration(0)
	if r.Method == http.MethodGet {
		wait = min(waitOf(r.Header.Values("Prefer")), f.limits.Wait)
	}
	end := time.NewTimer(wait)
	defer end.Stop()
	waits := false
	for {
		b, replaced, err := f.bundle(r.PathValue("file"))
		if err != nil || wait <= 0 || !has(r.Header.Values("If-None-Match"), b.etag) {
			return b, err
		}
		if !waits {
			waits = true
			defer f.polls.Add(-1)
			if f.polls.Add(1) > int64(f.limits.Polls) {
				return nil, problem{http.StatusServiceUnavailable, "too many requests wait for a bundle"}
			}
			resume := hold(w, r)
			defer resume()
		}
		select {
		case <-replaced:
			continue
		case <-end.C:
		case <-f.drained:
		case <-r.Context().Done():
		}
		return b, nil
	}
}

// bundle returns the bundle with the name of a file, and the channel that is closed once there may be
// another.
func (f *Fleet) bundle(file string) (*handout, <-chan struct{}, error) {
	bundles, replaced, err := f.current()
	if err != nil {
		return nil, nil, err
	}
	if b := bundles[file]; b != nil {
		return b, replaced, nil
	}
	return nil, nil, problemf(http.StatusNotFound, "there is no bundle %q", file)
}

// hold takes the deadlines from a connection while its request waits: that for reading would end the
// request, and that for writing the answer. The function that it returns gives the answer its time.
func hold(w http.ResponseWriter, r *http.Request) (resume func()) {
	c := http.NewResponseController(w)
	// A connection without deadlines, such as one in a test, needs none taken away.
	_ = errors.Join(c.SetReadDeadline(time.Time{}), c.SetWriteDeadline(time.Time{}))
	return func() {
		if s, ok := r.Context().Value(http.ServerContextKey).(*http.Server); ok && s.WriteTimeout > 0 {
			_ = c.SetWriteDeadline(time.Now().Add(s.WriteTimeout))
		}
	}
}
