//go:build unix

package hostile

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/tests/command"
)

// secret is the content of files outside of a configuration, and of the environment.
const secret = "hunter2-of-somebody-else"

const (
	eveMayEdit = `grafana { version = "9.3" }
org "main" { editors = [user.eve] }
user "eve" {}
folder "p" {}
`
	eveMayView = `grafana { version = "9.3" }
org "main" { viewers = [user.eve] }
user "eve" {}
folder "p" {}
`
)

// odd holds functions that make an odd file at a path below top, by kind of file.
var odd = map[string]func(t *testing.T, top, path string) error{
	"a named pipe": func(_ *testing.T, _, path string) error { return syscall.Mkfifo(path, 0o644) },
	"a socket": func(t *testing.T, _, path string) error {
		t.Chdir(filepath.Dir(path)) // the path of a socket must be short
		l, err := net.Listen("unix", filepath.Base(path))
		if err == nil {
			t.Cleanup(func() { l.Close() })
		}
		return err
	},
	"a link to a device": func(_ *testing.T, _, path string) error { return os.Symlink("/dev/zero", path) },
	"a link to a named pipe": func(_ *testing.T, _, path string) error {
		return errors.Join(syscall.Mkfifo(path+".pipe", 0o644), os.Symlink(filepath.Base(path)+".pipe", path))
	},
	"a link out to a file": func(_ *testing.T, top, path string) error {
		return errors.Join(os.WriteFile(filepath.Join(top, "outside"), []byte(secret), 0o644), os.Symlink("../outside", path))
	},
	"a link to an absolute path": func(_ *testing.T, top, path string) error {
		return errors.Join(os.WriteFile(filepath.Join(top, "outside"), []byte(secret), 0o644), os.Symlink(filepath.Join(top, "outside"), path))
	},
	"a link out to a folder": func(_ *testing.T, top, path string) error {
		out := filepath.Join(top, "folder")
		return errors.Join(os.Mkdir(out, 0o755), os.WriteFile(filepath.Join(out, "main.hcl"), []byte(secret), 0o644), os.Symlink("../folder", path))
	},
	"a link to /proc": func(_ *testing.T, _, path string) error { return os.Symlink("/proc/self/environ", path) },
	"a dangling link": func(_ *testing.T, _, path string) error { return os.Symlink("nothing", path) },
	"a loop":          func(_ *testing.T, _, path string) error { return os.Symlink(filepath.Base(path), path) },
	"unreadable":      func(_ *testing.T, _, path string) error { return os.WriteFile(path, []byte(secret), 0) },
	"a huge file": func(_ *testing.T, _, path string) error {
		return errors.Join(os.WriteFile(path, nil, 0o644), os.Truncate(path, 1<<40))
	},
	"a folder": func(_ *testing.T, _, path string) error { return os.Mkdir(path, 0o755) },
}

// A fileReader is a command that reads a file of a user's.
type fileReader struct {
	// main is main.hcl beside the file; file is its name.
	main, file string
	// args are the command line; FILE stands for the path of the file.
	args []string
	// named reports whether the command line names the file, which may then be
	// outside of the folder.
	named bool
	// fine lists the kinds of files that this reader accepts or skips.
	fine []string
}

const reads = "locals {\n  x = %s\n}\n" + eveMayEdit

var fileReaders = map[string]fileReader{
	"configuration":         {eveMayEdit, "x.hcl", []string{"validate"}, false, []string{"a folder", "a link out to a folder"}},
	"configuration in JSON": {eveMayEdit, "x.hcl.json", []string{"validate"}, false, []string{"a folder", "a link out to a folder"}},
	"check":                 {eveMayEdit, "x.hcl", []string{"check", "user:eve", "folders:read", "folder:p"}, false, []string{"a folder", "a link out to a folder"}},
	"tests":                 {eveMayEdit, "x_test.hcl", []string{"test"}, false, []string{"a folder", "a link out to a folder"}},
	"tests by name":         {eveMayEdit, "x_test.hcl", []string{"test", "FILE"}, false, []string{"a folder"}},
	"Rego":                  {eveMayEdit, "x.rego", []string{"test"}, false, []string{"a folder", "a link out to a folder"}},
	"Rego by name":          {eveMayEdit, "x.rego", []string{"test", "FILE"}, false, []string{"a folder"}},
	"file":                  {fmt.Sprintf(reads, `file("x.txt")`), "x.txt", []string{"validate"}, false, nil},
	"fileset":               {fmt.Sprintf(reads, `fileset(".", "**/*.csv")`), "x.csv", []string{"validate"}, false, slices.Collect(maps.Keys(odd))},
	"csvdecode":             {fmt.Sprintf(reads, `csvdecode(file("x.csv"))`), "x.csv", []string{"validate"}, false, nil},
	"format of a folder":    {eveMayEdit, "x.hcl", []string{"fmt", "--check"}, false, []string{"a folder", "a link to a device", "a link to a named pipe", "a link out to a file", "a link to an absolute path", "a link out to a folder", "a link to /proc", "a dangling link", "a loop"}},
	"format of a file":      {eveMayEdit, "x.hcl", []string{"fmt", "--check", "FILE"}, true, []string{"a folder"}},
	"values of variables":   {eveMayEdit, "x.tfvars", []string{"validate", "--var-file", "FILE"}, true, nil},
	"batch":                 {eveMayEdit, "x.jsonl", []string{"check", "--batch", "FILE"}, true, nil},
	"the configuration":     {eveMayEdit, "x", []string{"-C", "FILE", "validate"}, true, nil},
	"a bundle":              {eveMayEdit, "x.tar.gz", []string{"-C", "FILE", "validate"}, true, nil},
}

// TestH5 lets each reader meet each kind of odd file. The reader must end soon, need little
// memory, print nothing from outside the folder, and refuse the file.
func TestH5(t *testing.T) {
	for what, reader := range fileReaders {
		for kind, make := range odd {
			t.Run(what+"/"+kind, func(t *testing.T) {
				top := t.TempDir()
				dir := filepath.Join(top, "conf")
				if err := errors.Join(os.Mkdir(dir, 0o755), os.WriteFile(filepath.Join(dir, "main.hcl"), []byte(reader.main), 0o644)); err != nil {
					t.Fatal(err)
				}
				path := filepath.Join(dir, reader.file)
				if err := make(t, top, path); err != nil {
					t.Fatal(err)
				}
				args := append([]string{"-C", dir}, reader.args...)
				for i, arg := range args {
					args[i] = strings.ReplaceAll(arg, "FILE", path)
				}
				out := confined(t, top, args...)
				said := out.stdout + out.stderr
				outside := reader.named && strings.HasPrefix(kind, "a link") // a user may name it
				if strings.Contains(said, secret) && !outside {
					t.Errorf("it prints the content of a file outside: %s", said)
				}
				if out.code < 0 || strings.Contains(said, "goroutine ") || strings.Contains(said, "out of memory") {
					t.Fatalf("it ends with %d: %.2000s", out.code, said)
				}
				fine := slices.Contains(reader.fine, kind)
				if !fine && out.code != 1 {
					t.Errorf("it ends with %d: %s", out.code, said)
				}
				if fine && out.code == 1 && strings.Contains(said, "not a regular file") {
					t.Errorf("it refuses a file that it need not read: %s", said)
				}
			})
		}
	}
}

// TestH5Bundle puts each kind of odd file in place of the data or a policy of a bundle.
func TestH5Bundle(t *testing.T) {
	e := open(t, configuration(t, eveMayEdit))
	for _, file := range []string{"data.json", ".manifest", "rolecall/testing/testing.rego"} {
		for kind, make := range odd {
			t.Run(file+"/"+kind, func(t *testing.T) {
				top := t.TempDir()
				dir := filepath.Join(top, "bundle")
				if err := e.View().WriteBundle(dir); err != nil {
					t.Fatal(err)
				}
				path := filepath.Join(dir, file)
				if err := os.Remove(path); err != nil {
					t.Fatal(err)
				}
				if err := make(t, top, path); err != nil {
					t.Fatal(err)
				}
				out := confined(t, top, "-C", dir, "check", "user:eve", "dashboards:create", "folder:p")
				if out.code != 1 || strings.Contains(out.stdout+out.stderr, secret) || strings.Contains(out.stderr, "goroutine ") {
					t.Errorf("it ends with %d: %.2000s%.2000s", out.code, out.stdout, out.stderr)
				}
			})
		}
	}
}

// confined runs the command with 4 GB of memory, a secret in its environment, and as an
// unprivileged user.
func confined(t *testing.T, top string, args ...string) outcome {
	t.Helper()
	if os.Geteuid() == 0 {
		// Root can read every file, so another user runs the test of the unreadable
		// file. This user must be able to enter the temporary folders.
		for dir := top; dir != "/" && dir != os.TempDir(); dir = filepath.Dir(dir) {
			if err := os.Chmod(dir, 0o755); err != nil {
				t.Fatal(err)
			}
		}
	}
	return served(t, confinedServers(), command.Line{Dir: "/", Args: args})
}

// confinedServers returns the pool of processes for confined. They end with the tests.
var confinedServers = sync.OnceValue(func() *command.Pool {
	return command.NewPool(func() (*exec.Cmd, error) {
		cmd := exec.Command("sh", "-c", `ulimit -v 4000000; exec "$0"`, server())
		cmd.Env = append(os.Environ(), "SECRET_TOKEN="+secret)
		if os.Geteuid() == 0 {
			if err := os.Chmod(filepath.Dir(program), 0o755); err != nil {
				return nil, err
			}
			cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
		}
		return cmd, nil
	})
})

// TestH5Links checks that links within the folder are followed, to files and to folders, for tests
// and for the configuration.
func TestH5Links(t *testing.T) {
	dir := folder(t, map[string]string{
		"main.hcl":            eveMayEdit,
		"..data/users.hcl":    "user \"vic\" {}\n",
		"..data/a_test.hcl":   "test \"a\" {\n  as = [user.vic]\n  deny {\n    actions = [\"folders:read\"]\n    on      = [folder.p]\n  }\n}\n",
		"..data/b.rego":       "package b_test\n\ntest_b if data.rolecall.world\n",
		"..data/sub/c.rego":   "package c_test\n\ntest_c if true\n",
		"..data/sub/more.hcl": "user \"zoe\" {}\n",
	})
	for link, target := range map[string]string{"users.hcl": "..data/users.hcl", "a_test.hcl": "..data/a_test.hcl", "b.rego": "..data/b.rego", "sub": "..data/sub", "named.hcl": "..data/sub"} {
		if err := os.Symlink(target, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	if out := rolecall(t, dir, "", "test", "--format", "tap"); out.code != 0 || !strings.Contains(out.stdout, "data.c_test.test_c") {
		t.Errorf("%d: %s%s", out.code, out.stdout, out.stderr)
	}
	if out := rolecall(t, dir, "", "check", "user:zoe", "folders:read", "folder:p"); !strings.HasPrefix(out.stdout, "denied") || strings.Contains(out.stdout, "not declared") {
		t.Errorf("%d: %s%s", out.code, out.stdout, out.stderr)
	}
	// A new link to a file outside changes nothing.
	if err := os.Symlink("/etc/passwd", filepath.Join(dir, "..data", "d.rego")); err != nil {
		t.Fatal(err)
	}
	if out := rolecall(t, dir, "", "test", filepath.Join("..data", "d.rego")); out.code != 1 || strings.Contains(out.stderr, "root:") {
		t.Errorf("%d: %s%s", out.code, out.stdout, out.stderr)
	}
}

// TestL13 checks that files named on a command line may be anywhere, but must be regular and not
// too large.
func TestL13(t *testing.T) {
	dir := configuration(t, "variable \"eve\" {}\n"+strings.Replace(eveMayEdit, `user "eve" {}`, "user \"eve\" {\n  login = var.eve\n}", 1))
	values := folder(t, map[string]string{"values.hcl": "eve = \"evelyn\"\n"})
	path := filepath.Join(values, "values.hcl")
	if out := rolecall(t, dir, "", "--var-file", path, "check", "user:evelyn", "dashboards:create", "folder:p"); out.code != 0 {
		t.Errorf("%d: %s%s", out.code, out.stdout, out.stderr)
	}
	link := filepath.Join(dir, "values.hcl.link")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	if out := rolecall(t, dir, "", "--var-file", link, "validate"); out.code != 0 {
		t.Errorf("%d: %s%s", out.code, out.stdout, out.stderr)
	}
	for _, path := range []string{"/dev/zero", "/dev/stdin", values} {
		if out := confined(t, dir, "-C", dir, "--var-file", path, "validate"); out.code != 1 || !strings.Contains(out.stderr, "not a regular file") {
			t.Errorf("%s: %d: %s%s", path, out.code, out.stdout, out.stderr)
		}
	}
}

// TestL12 checks that Rego tests are found in paths with a meaning for OPA.
func TestL12(t *testing.T) {
	dir := folder(t, map[string]string{
		"a:b/main.hcl":     eveMayEdit,
		"a:b/c:d.rego":     "package a_test\n\ntest_colon if data.rolecall.world\n",
		"file:/x_y.rego":   "package b_test\n\ntest_scheme if true\n",
		"a:b/e?f#g/h.rego": "package h_test\n\ntest_query if true\n",
	})
	for _, args := range [][]string{{"-C", "a:b", "test"}, {"-C", "a:b", "test", "a:b/c:d.rego", "a:b/e?f#g"}, {"-C", filepath.Join(dir, "a:b"), "test", filepath.Join(dir, "a:b")}} {
		if out := rolecall(t, dir, "", append(args, "--format", "tap")...); out.code != 0 || !strings.Contains(out.stdout, "data.a_test.test_colon") || !strings.Contains(out.stdout, "data.h_test.test_query") {
			t.Errorf("%v: %d: %s%s", args, out.code, out.stdout, out.stderr)
		}
	}
	if out := rolecall(t, dir, "", "-C", "a:b", "test", "--format", "tap", "file:"); out.code != 0 || !strings.Contains(out.stdout, "data.b_test.test_scheme") {
		t.Errorf("%d: %s%s", out.code, out.stdout, out.stderr)
	}
}

// TestH4 watches a folder while odd files come and go. The engine must keep answering, report the
// fault, use the new configuration once the folder is in order, and leave nothing behind.
func TestH4(t *testing.T) {
	for kind, makeOdd := range odd {
		if kind == "unreadable" && os.Geteuid() == 0 || kind == "a folder" || kind == "a link out to a folder" {
			continue // no fault
		}
		t.Run(kind, func(t *testing.T) {
			top := t.TempDir()
			dir := filepath.Join(top, "conf")
			main := filepath.Join(dir, "main.hcl")
			if err := errors.Join(os.Mkdir(dir, 0o755), os.WriteFile(main, []byte(eveMayEdit), 0o644)); err != nil {
				t.Fatal(err)
			}
			said := make(chan error, 1000)
			e, err := engine.Open(t.Context(), dir, engine.WithReloadObserver(func(_ context.Context, err error) { said <- err }))
			if err != nil {
				t.Fatal(err)
			}
			edits := func() bool {
				d, err := e.Check(t.Context(), engine.Request{Subject: engine.Subject{Type: "user", ID: "eve"}, Action: "dashboards:create", Resource: engine.Resource{Type: "folder", ID: "p"}})
				if err != nil {
					t.Fatal(err)
				}
				return d.Allowed
			}
			tell := func() error {
				select {
				case err := <-said:
					return err
				case <-time.After(30 * time.Second):
					t.Fatal("no reload is reported")
					return nil
				}
			}
			before := runtime.NumGoroutine()
			ctx, cancel := context.WithCancel(t.Context())
			ended := make(chan error, 1)
			go func() { ended <- e.Watch(ctx) }()

			path := filepath.Join(dir, "x.hcl")
			if err := makeOdd(t, top, path); err != nil {
				t.Fatal(err)
			}
			if err := tell(); err == nil {
				t.Error("it is taken for a configuration")
			}
			if err := e.Reload(ctx); err == nil {
				t.Error("Reload takes it for a configuration")
			}
			if !edits() {
				t.Error("the last good configuration is not used")
			}
			if err := errors.Join(os.WriteFile(main, []byte(eveMayView), 0o644), os.Remove(path)); err != nil {
				t.Fatal(err)
			}
			for tell() != nil {
			}
			if edits() {
				t.Error("access that was taken away is still there")
			}
			cancel()
			select {
			case err := <-ended:
				if err != nil {
					t.Error(err)
				}
			case <-time.After(10 * time.Second):
				t.Error("Watch does not return")
			}
			for try := 0; runtime.NumGoroutine() > before; try++ {
				if try == 500 {
					t.Fatalf("%d goroutines are left of %d", runtime.NumGoroutine(), before)
				}
				time.Sleep(10 * time.Millisecond)
			}
		})
	}
}
