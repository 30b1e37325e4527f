package watch_test

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/rolecall/rolecall/internal/watch"
)

// A place is a folder that a test changes.
type place struct {
	*testing.T
	dir string
}

func (p place) path(name string) string { return filepath.Join(p.dir, filepath.FromSlash(name)) }

func (p place) must(err error) {
	p.Helper()
	if err != nil {
		p.Error(err) // not Fatal: the change is made by another goroutine
	}
}

func (p place) write(name, content string) {
	p.Helper()
	p.must(os.MkdirAll(filepath.Dir(p.path(name)), 0o755))
	p.must(os.WriteFile(p.path(name), []byte(content), 0o644))
}

// link makes a link and replaces an existing one, as Kubernetes does.
func (p place) link(target, name string) {
	p.Helper()
	p.must(os.Symlink(target, p.path(name+"_new")))
	p.must(os.Rename(p.path(name+"_new"), p.path(name)))
}

// TestWait changes files in and around conf after taking a snapshot of conf.
func TestWait(t *testing.T) {
	files := func(p place) { p.write("conf/main.hcl", "a"); p.write("conf/sub/more.hcl", "b") }
	versions := func(p place) {
		p.write("releases/1/main.hcl", "a")
		p.write("releases/2/main.hcl", "a")
	}
	configMap := func(p place) {
		p.write("conf/..2026_1/main.hcl", "a")
		p.write("conf/..2026_2/main.hcl", "a")
		p.link("..2026_1", "conf/..data")
		p.link("..data/main.hcl", "conf/main.hcl")
	}
	for name, c := range map[string]struct {
		before func(p place)
		change func(p place)
		want   string // empty when the change does not count
	}{
		"write":        {files, func(p place) { p.write("conf/main.hcl", "aa") }, "conf/main.hcl"},
		"write below":  {files, func(p place) { p.write("conf/sub/more.hcl", "bb") }, "conf/sub/more.hcl"},
		"same size":    {files, func(p place) { p.write("conf/main.hcl", "x") }, "conf/main.hcl"},
		"remove":       {files, func(p place) { p.must(os.Remove(p.path("conf/main.hcl"))) }, "conf/main.hcl"},
		"new file":     {files, func(p place) { p.write("conf/new.hcl", "c") }, "conf/new.hcl"},
		"new folder":   {files, func(p place) { p.write("conf/new/deep/er.hcl", "c") }, "conf/new"},
		"mode":         {files, func(p place) { p.must(os.Chmod(p.path("conf/main.hcl"), 0o600)) }, "conf/main.hcl"},
		"a table":      {files, func(p place) { p.write("conf/users.csv", "login") }, "conf/users.csv"},
		"hidden":       {files, func(p place) { p.write("conf/.main.hcl.swp", "c") }, ""},
		"hidden below": {files, func(p place) { p.write("conf/.git/index", "c") }, ""},
		"beside":       {files, func(p place) { p.write("other/main.hcl", "c") }, ""},
		"a manifest":   {files, func(p place) { p.write("conf/.manifest", "{}") }, "conf/.manifest"},
		"renamed over": {files, func(p place) {
			p.write("conf/.tmp", "x")
			p.must(os.Rename(p.path("conf/.tmp"), p.path("conf/main.hcl")))
		}, "conf/main.hcl"},
		"removed":    {files, func(p place) { p.must(os.RemoveAll(p.path("conf"))) }, "conf"},
		"moved away": {files, func(p place) { p.must(os.Rename(p.path("conf"), p.path("old"))) }, "conf"},
		"comes":      {func(place) {}, func(p place) { files(p) }, "conf"},
		"a file":     {func(p place) { p.write("conf", "bundle") }, func(p place) { p.write("conf", "bundle 2") }, "conf"},
		"above swapped": {func(p place) { p.write("conf/main.hcl", "a"); p.write("twin/conf/main.hcl", "a") }, func(p place) {
			p.must(os.Rename(p.dir, p.dir+"-old"))
			p.must(os.Rename(p.dir+"-old/twin", p.dir))
			p.must(os.RemoveAll(p.dir + "-old"))
		}, "conf/main.hcl"},
		"a link swapped": {
			func(p place) { versions(p); p.link("releases/1", "conf") },
			func(p place) { p.link("releases/2", "conf") }, "conf/main.hcl",
		},
		"a link above swapped": {
			func(p place) { versions(p); p.link("releases", "conf") },
			func(p place) {
				p.must(os.Rename(p.path("releases/1"), p.path("releases/3")))
			}, "conf/1",
		},
		"a ConfigMap swapped": {configMap, func(p place) { p.link("..2026_2", "conf/..data") }, "conf/main.hcl"},
		"a file behind a link": {
			configMap,
			func(p place) { p.write("conf/..2026_1/main.hcl", "aa") }, "conf/main.hcl",
		},
		"a dangling link": {
			func(p place) { files(p); p.link("sub/later.csv", "conf/users.csv") },
			func(p place) { p.write("conf/sub/later.csv", "login") }, "conf/sub/later.csv",
		},
		"a circle of links": {
			func(p place) {
				files(p)
				p.link("..", "conf/sub/up")
				p.link("loop", "conf/loop")
				p.link("sub", "conf/again")
			},
			func(p place) { p.write("conf/main.hcl", "aa") }, "conf/main.hcl",
		},
		"a link out of it": {
			func(p place) { files(p); p.write("out/side.hcl", "a"); p.link("../out", "conf/out") },
			func(p place) { p.write("out/side.hcl", "aa") }, "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := place{t, filepath.Join(t.TempDir(), "top")}
			p.must(os.Mkdir(p.dir, 0o755))
			c.before(p)
			limit := 20 * time.Second
			if c.want == "" {
				limit = 400 * time.Millisecond
			}
			ctx, cancel := context.WithTimeout(t.Context(), limit)
			defer cancel()
			s := watch.Take(p.path("conf"))
			// In most runs this happens while Wait waits.
			time.AfterFunc(20*time.Millisecond, func() { c.change(p) })
			got, err := s.Wait(ctx)
			p.must(err)
			want := c.want
			if want != "" {
				want = p.path(want)
			}
			if got != want {
				t.Errorf("%q has changed, want %q", got, want)
			}
		})
	}
}

// TestWaitMissed checks that Wait returns a change from before its call.
func TestWaitMissed(t *testing.T) {
	p := place{t, t.TempDir()}
	p.write("main.hcl", "a")
	s := watch.Take(p.dir)
	p.write("main.hcl", "aa")
	if got, err := s.Wait(t.Context()); err != nil || got != p.path("main.hcl") {
		t.Errorf("%q, %v", got, err)
	}
}

// TestWaitSettles checks that a file that is written again and again counts as
// changed only once it is left alone.
func TestWaitSettles(t *testing.T) {
	p := place{t, t.TempDir()}
	p.write("main.hcl", "")
	s := watch.Take(p.dir)
	written := make(chan time.Time, 11)
	go func() {
		defer close(written)
		content := ""
		for range cap(written) {
			content += "a"
			p.write("main.hcl", content)
			written <- time.Now()
			time.Sleep(20 * time.Millisecond)
		}
	}()
	if got, err := s.Wait(t.Context()); err != nil || got == "" {
		t.Fatalf("%q, %v", got, err)
	}
	// On a busy machine the writer may have paused, too.
	returned, longest, last := time.Now(), time.Duration(0), <-written
	for at := range written {
		if at.After(returned) {
			at = returned
		}
		longest, last = max(longest, at.Sub(last)), at
	}
	if longest = max(longest, returned.Sub(last)); longest < 50*time.Millisecond {
		t.Errorf("the file was being written, and left alone for %s at most", longest)
	}
}

// TestExcept checks that changes of an excepted file do not count, and that
// changes of others do.
func TestExcept(t *testing.T) {
	dir := t.TempDir()
	own, other := filepath.Join(dir, "own"), filepath.Join(dir, "other")
	write := func(name, content string) {
		t.Helper()
		if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	before := watch.Take(dir)
	write(own, "a")
	info, err := os.Stat(own)
	if err != nil {
		t.Fatal(err)
	}
	before = before.Except(func() []fs.FileInfo { return []fs.FileInfo{info} })
	if changed := before.Changed(watch.Take(dir)); changed != "" {
		t.Errorf("%s came", changed)
	}
	write(own, "longer")
	if changed := before.Changed(watch.Take(dir)); changed != "" {
		t.Errorf("%s changed", changed)
	}
	write(other, "b")
	if changed := before.Changed(watch.Take(dir)); changed != other {
		t.Errorf("%q changed, of %q", changed, other)
	}
}
