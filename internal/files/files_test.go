package files_test

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/internal/files"
)

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestLimits reads files, a file whose size the system does not report, and a
// reader, each with limits around its size.
func TestLimits(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "a"), "12345")
	root, err := files.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	ctx := t.Context()
	for name, read := range map[string]func(limit int64) ([]byte, error){
		"root": func(limit int64) ([]byte, error) { return files.Read(ctx, root, "a", limit) },
		"path": func(limit int64) ([]byte, error) { return files.ReadFile(ctx, filepath.Join(dir, "a"), limit) },
		"memory": func(limit int64) ([]byte, error) {
			return files.Read(ctx, fstest.MapFS{"a": {Data: []byte("12345")}}, "a", limit)
		},
		"reader": func(limit int64) ([]byte, error) { return files.ReadAll(ctx, strings.NewReader("12345"), limit) },
	} {
		for _, limit := range []int64{0, 4} {
			if _, err := read(limit); err == nil || !strings.Contains(err.Error(), "it is larger than") {
				t.Errorf("%s with the limit %d: %v", name, limit, err)
			}
		}
		for _, limit := range []int64{5, 6, 1 << 40} {
			if got, err := read(limit); err != nil || string(got) != "12345" {
				t.Errorf("%s with the limit %d: %q, %v", name, limit, got, err)
			}
		}
	}
	if _, err := files.ReadFile(ctx, "/proc/self/maps", 10); err == nil {
		t.Error("a file without a size is read beyond the limit")
	}
}

// TestAwait covers a function that returns, one that blocks, and one that panics.
func TestAwait(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	if v, err := files.Await(ctx, func() (int, error) { return 7, io.EOF }); v != 7 || err != io.EOF {
		t.Error(v, err)
	}
	func() {
		defer func() {
			if p, ok := recover().(string); !ok || !strings.HasPrefix(p, "oops\n") {
				t.Errorf("panic %v", p)
			}
		}()
		files.Await(ctx, func() (int, error) { panic("oops") })
	}()
	hang := make(chan struct{})
	defer close(hang)
	time.AfterFunc(10*time.Millisecond, cancel)
	if _, err := files.Await(ctx, func() (int, error) { <-hang; return 7, nil }); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if _, err := files.Await(ctx, func() (int, error) { t.Error("called after the end"); return 7, nil }); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// TestUntil covers a reader that returns its bytes at once, and one that has
// nothing to read when its context ends.
func TestUntil(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	in, out := io.Pipe()
	defer out.Close()
	r := files.Until(ctx, in)
	go out.Write([]byte("hello"))
	got := make([]byte, 3)
	if n, err := r.Read(got); string(got[:n]) != "hel" || err != nil {
		t.Error(string(got[:n]), err)
	}
	if n, err := r.Read(got); string(got[:n]) != "lo" || err != nil {
		t.Error(string(got[:n]), err)
	}
	time.AfterFunc(10*time.Millisecond, cancel)
	if n, err := r.Read(got); n != 0 || !errors.Is(err, context.Canceled) {
		t.Error(n, err)
	}
	whole := strings.Repeat("x", 200_000)
	if got, err := io.ReadAll(files.Until(t.Context(), strings.NewReader(whole))); string(got) != whole || err != nil {
		t.Error(len(got), err)
	}
}

// TestCollection covers paths of files and folders, inside and outside the base,
// named twice, and in bundles.
func TestCollection(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	for _, name := range []string{"conf/a.rego", "conf/sub/b.rego", "conf/c.txt", "conf/built/.manifest", "conf/built/d.rego", "other/e.rego", "other/f.rego"} {
		write(t, name, name)
	}
	for link, target := range map[string]string{"conf/in.rego": "sub/b.rego", "conf/sub/up.rego": "../a.rego", "other/out": "../conf"} {
		if err := os.Symlink(target, link); err != nil {
			t.Fatal(err)
		}
	}
	c := files.Collection{Base: "conf", Keep: func(name string) bool { return filepath.Ext(name) == ".rego" }, Limit: 100, Total: 1000}
	for name, tc := range map[string]struct {
		paths []string
		want  []string
	}{
		"the base":          {[]string{"conf"}, []string{"conf/a.rego", "conf/in.rego", "conf/sub/b.rego", "conf/sub/up.rego"}},
		"below the base":    {[]string{"conf/sub"}, []string{"conf/sub/b.rego", "conf/sub/up.rego"}},
		"files, one twice":  {[]string{"conf/c.txt", "conf/a.rego", filepath.Join(dir, "conf/a.rego"), "other/e.rego"}, []string{"conf/a.rego", "other/e.rego"}},
		"a folder outside":  {[]string{"other"}, []string{"other/e.rego", "other/f.rego"}},
		"a bundle by name":  {[]string{"conf/built"}, []string{"conf/built/d.rego"}},
		"all of the folder": {[]string{"."}, []string{"conf/a.rego", "conf/in.rego", "conf/sub/b.rego", "conf/sub/up.rego", "other/e.rego", "other/f.rego"}},
	} {
		t.Run(name, func(t *testing.T) {
			read, err := c.Read(t.Context(), tc.paths)
			var got []string
			for _, f := range read {
				got = append(got, f.Path)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" || err != nil {
				t.Errorf("%v (-want +got):\n%s", err, diff)
			}
		})
	}
	if _, err := c.Read(t.Context(), []string{"nowhere"}); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	c.Total = 20
	if _, err := c.Read(t.Context(), []string{"conf"}); err == nil || !strings.Contains(err.Error(), "together") {
		t.Error(err)
	}
}
