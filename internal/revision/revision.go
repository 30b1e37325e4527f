// Package revision reads a folder as it was at a commit of its git repository.
package revision

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"strconv"
	"strings"

	"github.com/rolecall/rolecall/internal/limits"
)

// A Revision is the content of a folder at a commit.
type Revision struct {
	// FS has the files of the folder. It leaves out links, and files that are too large to read, unless
	// they are part of a configuration: then Read fails.
	FS fs.FS
	// Prefix is the path of the folder in the repository, with a slash at its end unless it is
	// empty.
	Prefix string
}

var (
	// ErrNoRevision reports a name that is not one of a commit.
	ErrNoRevision = errors.New("not a revision of git")
	// ErrNoRepository reports a folder without a git repository.
	ErrNoRepository = errors.New("the folder of the configuration is not in a git repository")

	errNoGit = errors.New("to read a revision takes the program git, which is not installed; " +
		"name a folder or a bundle instead")
)

// Read reads a folder as it was at a revision, such as main or HEAD~3, without touching the files on
// disk. Git reads its objects alone: no hook and no program of the repository runs. The errors are
// ErrNoRevision, ErrNoRepository, those of git, and that of the context.
func Read(ctx context.Context, dir, name string) (*Revision, error) {
	if _, err := git(ctx, dir, nil, "rev-parse", "--git-dir"); err != nil {
		if strings.Contains(err.Error(), "not a git repository") {
			return nil, ErrNoRepository
		}
		return nil, err
	}
	commit, err := git(ctx, dir, nil, "rev-parse", "--verify", "--quiet", "--end-of-options", name+"^{commit}")
	if err != nil {
		return nil, err
	}
	prefix, err := git(ctx, dir, nil, "rev-parse", "--show-prefix")
	if err != nil {
		return nil, err
	}
	r := &Revision{Prefix: strings.TrimSuffix(string(prefix), "\n")}
	listed, err := git(ctx, dir, nil, "ls-tree", "-r", "-l", "-z", "--full-tree",
		strings.TrimSpace(string(commit))+":"+r.Prefix)
	if err != nil {
		return nil, err
	}
	files, err := listedFiles(string(listed), name)
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("there are no files in %q at the revision %s", r.Prefix, name)
	}
	r.FS, err = readFiles(ctx, dir, files)
	return r, err
}

// A gitFile is a file of a commit.
type gitFile struct{ object, path string }

// listedFiles reads the output of git ls-tree -l -z. A file of the configuration that is larger
// than the loader reads, or that is a link, is an error; others are left out.
func listedFiles(listed, revision string) ([]gitFile, error) {
	var files []gitFile
	for _, line := range strings.Split(strings.TrimSuffix(listed, "\x00"), "\x00") {
		meta, name, ok := strings.Cut(line, "\t")
		fields := strings.Fields(meta)
		if !ok || len(fields) != 4 {
			continue
		}
		mode, object := fields[0], fields[2]
		size, err := strconv.Atoi(fields[3])
		plain := err == nil && size <= limits.MaxFileSize && strings.HasPrefix(mode, "100")
		if plain && fs.ValidPath(name) {
			files = append(files, gitFile{object, name})
			continue
		}
		if read := strings.HasSuffix(name, ".hcl") || strings.HasSuffix(name, ".hcl.json"); read && fields[1] == "blob" {
			return nil, fmt.Errorf("%s:%s is a link, or too large to read", revision, name)
		}
	}
	return files, nil
}

// readFiles returns a file system of files, which it reads from git all at once.
func readFiles(ctx context.Context, dir string, files []gitFile) (fs.FS, error) {
	var objects, packed bytes.Buffer
	for _, f := range files {
		fmt.Fprintln(&objects, f.object)
	}
	content, err := git(ctx, dir, &objects, "cat-file", "--batch")
	if err != nil {
		return nil, err
	}
	in, out := bufio.NewReader(bytes.NewReader(content)), zip.NewWriter(&packed)
	for _, f := range files {
		// OBJECT blob SIZE, the content, and a line break
		header, err := in.ReadString('\n')
		fields := strings.Fields(header)
		if err != nil || len(fields) != 3 {
			return nil, fmt.Errorf("git cat-file does not have %s: %q", path.Base(f.path), header)
		}
		size, err := strconv.ParseInt(fields[2], 10, 64)
		if err != nil {
			return nil, fmt.Errorf("git cat-file: %w", err)
		}
		w, err := out.CreateHeader(&zip.FileHeader{Name: f.path, Method: zip.Store})
		if err == nil {
			_, err = io.CopyN(w, in, size)
		}
		if err == nil {
			_, err = in.Discard(1)
		}
		if err != nil {
			return nil, fmt.Errorf("read %s from git: %w", f.path, err)
		}
	}
	if err := out.Close(); err != nil {
		return nil, err
	}
	return zip.NewReader(bytes.NewReader(packed.Bytes()), int64(packed.Len()))
}

// git runs git in a folder and returns its output. The error is ErrNoRevision if git has written
// nothing about why it failed.
func git(ctx context.Context, dir string, in io.Reader, args ...string) ([]byte, error) {
	program, err := exec.LookPath("git")
	if err != nil {
		return nil, errNoGit
	}
	cmd := exec.CommandContext(ctx, program, append([]string{"-C", dir}, args...)...)
	var out, failed bytes.Buffer
	cmd.Env = append(os.Environ(), "LC_ALL=C", "GIT_OPTIONAL_LOCKS=0")
	cmd.Stdin, cmd.Stdout, cmd.Stderr = in, &out, &failed
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if text := strings.TrimSpace(failed.String()); text != "" {
			return nil, fmt.Errorf("git %s: %s", args[0], text)
		}
		return nil, ErrNoRevision
	}
	return out.Bytes(), nil
}
