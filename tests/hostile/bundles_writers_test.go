//go:build unix

package hostile

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/engine"
)

// outputs lists the two forms of a bundle.
var outputs = []string{"bundle", "bundle.tar.gz"}

// larger returns the configuration of the tests with additional users.
func larger(t testing.TB, users int) string {
	t.Helper()
	var more strings.Builder
	for i := range users {
		fmt.Fprintf(&more, "user \"x%d\" {}\n", i)
	}
	return folder(t, map[string]string{"main.hcl": bundled, "more.hcl": more.String()})
}

// content returns the files of a bundle, or the bytes of an archive.
func content(t testing.TB, path string) any {
	t.Helper()
	if strings.HasSuffix(path, ".tar.gz") {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	return filesIn(t, path)
}

// TestM3LimitOfSize checks that a build that cannot write everything keeps the earlier bundle,
// and leaves nothing beside it, also if there was no earlier bundle.
func TestM3LimitOfSize(t *testing.T) {
	old, large := configuration(t, bundled), larger(t, 10_000)
	for _, name := range outputs {
		out := filepath.Join(t.TempDir(), name)
		if err := open(t, old).View().WriteBundle(out); err != nil {
			t.Fatal(err)
		}
		before := content(t, out)
		// Both the folder and the archive are larger than 100 blocks.
		limited := func(out string) {
			t.Helper()
			cmd := exec.CommandContext(t.Context(), "sh", "-c", `ulimit -f 100; exec "$@"`, "sh", program, "-C", large, "build", "-o", out)
			if said, err := cmd.CombinedOutput(); err == nil || strings.Contains(string(said), "Wrote") {
				t.Errorf("%s was written: %s", name, said)
			}
		}
		limited(out)
		if diff := cmp.Diff(before, content(t, out)); diff != "" {
			t.Error(diff)
		}
		limited(filepath.Join(t.TempDir(), name))
		if got := rolecall(t, ".", "", "-C", large, "build", "-o", out); got.code != 0 {
			t.Errorf("with room again: %+v", got)
		}
		onlyThere(t, out)
	}
}

// TestM3DiskFull is TestM3LimitOfSize on a full disk.
func TestM3DiskFull(t *testing.T) {
	disk := t.TempDir()
	if err := exec.Command("mount", "-t", "tmpfs", "-o", "size=2500k", "tmpfs", disk).Run(); err != nil {
		t.Skipf("no disk of this size can be made here: %v", err)
	}
	defer func() {
		if err := exec.Command("umount", disk).Run(); err != nil {
			t.Error(err)
		}
	}()
	old, large := configuration(t, bundled), larger(t, 300)
	for _, name := range outputs {
		out := filepath.Join(disk, name)
		if err := open(t, old).View().WriteBundle(out); err != nil {
			t.Fatal(err)
		}
		before := content(t, out)
		fill := filepath.Join(disk, "fill")
		if err := os.WriteFile(fill, make([]byte, 4<<20), 0o644); !errors.Is(err, syscall.ENOSPC) {
			t.Fatal(err)
		}
		if got := rolecall(t, ".", "", "-C", large, "build", "-o", out); got.code != 1 || !strings.Contains(got.stderr, "no space left") {
			t.Errorf("%s: %+v", name, got)
		}
		if diff := cmp.Diff(before, content(t, out)); diff != "" {
			t.Error(diff)
		}
		opensAs(t, out, false)
		if err := os.Remove(fill); err != nil {
			t.Fatal(err)
		}
		if got := rolecall(t, ".", "", "-C", large, "build", "-o", out); got.code != 0 {
			t.Errorf("%s with room again: %+v", name, got)
		}
		opensAs(t, out, false)
		if err := os.RemoveAll(out); err != nil {
			t.Fatal(err)
		}
	}
}

// TestM3Killed kills builds at random times, and checks that there is always a whole bundle, the
// earlier or the new one, and that the next build cleans up.
func TestM3Killed(t *testing.T) {
	configs := []string{configuration(t, bundled), larger(t, 200)}
	var revisions []string
	for _, config := range configs {
		revisions = append(revisions, open(t, config).View().Revision())
	}
	for _, name := range outputs {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(1, 1))
			out := filepath.Join(t.TempDir(), name)
			start := time.Now()
			if got := rolecall(t, ".", "", "-C", configs[0], "build", "-o", out); got.code != 0 {
				t.Fatalf("%+v", got)
			}
			takes := time.Since(start)
			changed := 0
			for i := range count(12, 120) {
				cmd := exec.Command(program, "-C", configs[i%2], "build", "-o", out)
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				time.Sleep(takes/2 + time.Duration(r.Int64N(int64(takes))))
				_ = cmd.Process.Kill() // it may have ended
				_ = cmd.Wait()
				switch e, err := engine.Open(t.Context(), out); {
				case err != nil:
					t.Fatalf("after %d: %v", i, err)
				case e.View().Revision() == revisions[i%2]:
					changed++
				case e.View().Revision() != revisions[(i+1)%2]:
					t.Fatalf("after %d: another revision", i)
				}
			}
			t.Logf("%s: %d builds came to their ends", name, changed)
			if got := rolecall(t, ".", "", "-C", configs[0], "build", "-o", out); got.code != 0 {
				t.Fatalf("%+v", got)
			}
			onlyThere(t, out)
			if e := open(t, out); e.View().Revision() != revisions[0] {
				t.Error("the last build has not written its bundle")
			}
		})
	}
}

// TestM3LeftBehind checks that a build works after another was killed at the worst time: it left
// half a bundle, a lock and, if names cannot be exchanged, the earlier bundle under another name.
func TestM3LeftBehind(t *testing.T) {
	e := open(t, configuration(t, bundled))
	for _, name := range outputs {
		out := filepath.Join(t.TempDir(), name)
		if err := e.View().WriteBundle(out); err != nil {
			t.Fatal(err)
		}
		beside := filepath.Join(filepath.Dir(out), "."+name)
		if err := errors.Join(
			os.Rename(out, beside+".rolecall-old"),
			os.Mkdir(beside+".rolecall-new", 0o755),
			os.WriteFile(beside+".rolecall-new/data.json", []byte("{"), 0o644),
			os.WriteFile(beside+".rolecall-lock", nil, 0o644),
		); err != nil {
			t.Fatal(err)
		}
		if err := e.View().WriteBundle(out); err != nil {
			t.Error(err)
		}
		opensAs(t, out, false)
		onlyThere(t, out)
		// A foreign file is not replaced this way either.
		foreign := filepath.Join(t.TempDir(), "foreign")
		if err := os.WriteFile(foreign, []byte("precious"), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(foreign, beside+".rolecall-old"); err != nil {
			t.Fatal(err)
		}
		if err := os.RemoveAll(out); err != nil {
			t.Fatal(err)
		}
		if err := e.View().WriteBundle(out); err == nil {
			t.Error("a foreign file was replaced")
		}
		if raw, err := os.ReadFile(out); err != nil || string(raw) != "precious" {
			t.Errorf("%q, %v", raw, err)
		}
	}
}

// TestM3TwoWriters runs several programs that write to one path, and checks that all succeed and
// that the result is the whole bundle of one of them.
func TestM3TwoWriters(t *testing.T) {
	configs := []string{configuration(t, bundled), larger(t, 50), larger(t, 100)}
	revisions := map[string]bool{}
	for _, config := range configs {
		revisions[open(t, config).View().Revision()] = true
	}
	for _, name := range outputs {
		out := filepath.Join(t.TempDir(), name)
		for range count(2, 40) {
			var all sync.WaitGroup
			for _, config := range configs {
				all.Go(func() {
					if got := rolecall(t, ".", "", "-C", config, "build", "-o", out); got.code != 0 {
						t.Errorf("%+v", got)
					}
				})
			}
			all.Wait()
			if e := open(t, out); !revisions[e.View().Revision()] {
				t.Fatal("the bundle is of none of the writers")
			}
		}
		onlyThere(t, out)
	}
}

// TestM3Mode checks that users who cannot read a bundle cannot read the next one.
func TestM3Mode(t *testing.T) {
	e := open(t, configuration(t, bundled))
	for _, name := range outputs {
		out := filepath.Join(t.TempDir(), name)
		for _, mode := range []fs.FileMode{0, 0o700} {
			if mode != 0 {
				if err := os.Chmod(out, mode); err != nil {
					t.Fatal(err)
				}
			}
			if err := e.View().WriteBundle(out); err != nil {
				t.Fatal(err)
			}
			if info, err := os.Stat(out); err != nil || mode != 0 && info.Mode().Perm() != mode {
				t.Errorf("%s: %v, %v", name, info.Mode(), err)
			}
		}
	}
}
