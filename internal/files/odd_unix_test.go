//go:build unix

package files_test

import (
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/rolecall/rolecall/internal/files"
)

// TestOdd checks for each kind of odd file, by itself and behind a link, that
// reading it fails with its reason.
func TestOdd(t *testing.T) {
	top := t.TempDir()
	dir := filepath.Join(top, "root")
	write(t, filepath.Join(dir, "regular"), "content")
	write(t, filepath.Join(top, "secret"), "secret")
	if err := os.Mkdir(filepath.Join(dir, "folder"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o644); err != nil {
		t.Fatal(err)
	}
	socket, err := net.Listen("unix", filepath.Join(dir, "socket"))
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	for link, target := range map[string]string{
		"out": "../secret", "absolute": filepath.Join(dir, "regular"), "device": "/dev/zero", "proc": "/proc/self/environ",
		"up": "..", "nowhere": "nothing", "loop": "loop",
		"to_regular": "regular", "to_pipe": "pipe", "to_socket": "socket", "to_folder": "folder",
	} {
		if err := os.Symlink(target, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	root, err := files.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	escapes := "leads out of the folder"
	for name, want := range map[string]string{
		"regular": "", "to_regular": "",
		"pipe": "it is a named pipe, not a regular file", "to_pipe": "it is a named pipe",
		"socket": "it is a socket", "to_socket": "it is a socket",
		"folder": "it is a folder", "to_folder": "it is a folder",
		"out": escapes, "absolute": escapes, "device": escapes, "proc": escapes, "up": escapes,
		"nowhere": "no such file", "loop": "too many levels", "out/x": escapes, "pipe/x": "not a directory",
		"../secret": "invalid argument", "/etc/passwd": "invalid argument",
	} {
		content, err := files.Read(t.Context(), root, name, 100)
		switch {
		case want == "":
			if string(content) != "content" || err != nil {
				t.Errorf("%s: %q, %v", name, content, err)
			}
		case err == nil || !strings.Contains(files.Reason(err).Error(), want) || len(content) > 0:
			t.Errorf("%s: %q, %v", name, content, err)
		}
	}
	if entries, err := root.ReadDir("pipe"); err == nil {
		t.Errorf("a named pipe has the entries %v", entries)
	}
	for name, want := range map[string]string{
		"pipe": "a named pipe", "device": "a device", "folder": "a folder", "out": "", "socket": "a socket", "nowhere": "no such file",
	} {
		content, err := files.ReadFile(t.Context(), filepath.Join(dir, name), 100)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("path %s: %q, %v", name, content, err)
		}
	}
	if _, err := files.OpenRoot(filepath.Join(dir, "pipe")); err == nil {
		t.Error("a named pipe is a root")
	}
}

// TestSwap checks that nothing blocks while a file and a folder are swapped with
// named pipes all the time.
func TestSwap(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "regular"), "content")
	write(t, filepath.Join(dir, "folder", "x"), "content")
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o644); err != nil {
		t.Fatal(err)
	}
	stop := make(chan struct{})
	var swapping sync.WaitGroup
	for _, target := range []string{"regular", "folder"} {
		swapping.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-stop:
					return
				default:
				}
				link := filepath.Join(dir, target+".link")
				os.Symlink([]string{target, "pipe"}[i%2], link+"~")
				os.Rename(link+"~", link)
			}
		})
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for end := time.Now().Add(300 * time.Millisecond); time.Now().Before(end); {
			root, err := files.OpenRoot(dir)
			if err != nil {
				t.Error(err)
				return
			}
			files.Read(t.Context(), root, "regular.link", 100)
			files.ReadFile(t.Context(), filepath.Join(dir, "regular.link"), 100)
			fs.ReadDir(root, "folder.link")
			root.Close()
			if sub, err := files.OpenRoot(filepath.Join(dir, "folder.link")); err == nil {
				sub.Close()
			}
		}
	}()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		t.Error("it blocks")
	}
	close(stop)
	swapping.Wait()
}
