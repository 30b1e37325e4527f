package loader

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
)

// A reader reads files for functions. Paths are relative to the root of the
// configuration, have slashes on every system, and cannot lead out of it: not
// by "..", and not by links if the file system refuses those, as that of
// os.Root does. A file is read once.
type reader struct {
	fsys fs.FS
	read map[string]cty.Value
	size int
}

// check makes a path one of an fs.FS.
func (r *reader) check(name string) (string, error) {
	clean := path.Clean(name)
	if path.IsAbs(name) || clean == ".." || strings.HasPrefix(clean, "../") {
		return "", fmt.Errorf("%q leads out of the configuration: paths are relative to its folder and stay below it", name)
	}
	if name == "" || !fs.ValidPath(clean) || strings.ContainsAny(clean, "\\\x00") {
		return "", fmt.Errorf("%q is no path of a file in the configuration", name)
	}
	return clean, nil
}

func (r *reader) text(name string) (cty.Value, error) {
	clean, err := r.check(name)
	if err != nil {
		return cty.DynamicVal, err
	}
	if v, ok := r.read[clean]; ok {
		return v, nil
	}
	src, err := readLimited(r.fsys, clean)
	if err != nil {
		return cty.DynamicVal, explainUnread(name, err)
	}
	if r.size += len(src); r.size > MaxFilesRead {
		return cty.DynamicVal, fmt.Errorf("the files that are read are larger than %d bytes together", MaxFilesRead)
	}
	v, ok := asText(src)
	if !ok {
		return cty.DynamicVal, fmt.Errorf("%s is not text in UTF-8", name)
	}
	r.read[clean] = v
	return v, nil
}

// explainUnread says of an error about a file what to do about it.
func explainUnread(name string, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("there is no file %q below the folder of the configuration", name)
	case strings.Contains(err.Error(), "escapes from parent"): // os.Root; it exports no error for this
		return fmt.Errorf("%q is a link that leads out of the configuration", name)
	}
	var problem *fs.PathError
	if errors.As(err, &problem) {
		err = problem.Err
	}
	return fmt.Errorf("the file %q cannot be read: %w", name, err)
}

var errTooLarge = fmt.Errorf("it is larger than %d bytes", MaxFileSize)

// readLimited reads a file that is regular and not too large.
func readLimited(fsys fs.FS, name string) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("it is no file")
	}
	if info.Size() > MaxFileSize {
		return nil, errTooLarge
	}
	src := make([]byte, 0, info.Size()+1)
	for {
		n, err := f.Read(src[len(src):cap(src)])
		src = src[:len(src)+n]
		if err == io.EOF {
			return src, nil
		}
		if err != nil {
			return nil, err
		}
		if len(src) > MaxFileSize {
			return nil, errTooLarge
		}
		if len(src) == cap(src) {
			src = append(src, 0)[:len(src)]
		}
	}
}

func (r *reader) fileFunc() function.Function {
	return function.New(&function.Spec{
		Description: "Reads a text file of the configuration.",
		Params:      []function.Parameter{{Name: "path", Type: cty.String}},
		Type:        function.StaticReturnType(cty.String),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			v, err := r.text(args[0].AsString())
			if err != nil {
				return cty.UnknownVal(cty.String), function.NewArgError(0, err)
			}
			return v, nil
		},
	})
}

func (r *reader) fileExistsFunc() function.Function {
	return function.New(&function.Spec{
		Description: "Says whether the configuration has this file.",
		Params:      []function.Parameter{{Name: "path", Type: cty.String}},
		Type:        function.StaticReturnType(cty.Bool),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			name := args[0].AsString()
			clean, err := r.check(name)
			if err != nil {
				return cty.UnknownVal(cty.Bool), function.NewArgError(0, err)
			}
			info, err := fs.Stat(r.fsys, clean)
			switch {
			case errors.Is(err, fs.ErrNotExist):
				return cty.False, nil
			case err != nil:
				return cty.UnknownVal(cty.Bool), function.NewArgError(0, explainUnread(name, err))
			}
			return cty.BoolVal(info.Mode().IsRegular()), nil
		},
	})
}

func (r *reader) fileSetFunc() function.Function {
	return function.New(&function.Spec{
		Description: "Lists the files below a folder of the configuration whose paths match a pattern, in which ** stands for any folders.",
		Params:      []function.Parameter{{Name: "folder", Type: cty.String}, {Name: "pattern", Type: cty.String}},
		Type:        function.StaticReturnType(cty.Set(cty.String)),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			none := cty.UnknownVal(cty.Set(cty.String))
			folder, err := r.check(args[0].AsString())
			if err != nil {
				return none, function.NewArgError(0, err)
			}
			pattern := strings.Split(path.Clean(args[1].AsString()), "/")
			if pattern[0] == "" || pattern[0] == ".." {
				return none, function.NewArgErrorf(1, "%q leads out of the folder", args[1].AsString())
			}
			for _, part := range pattern {
				if _, err := path.Match(part, ""); err != nil {
					return none, function.NewArgErrorf(1, "%q is no pattern", args[1].AsString())
				}
			}
			var found []cty.Value
			err = fs.WalkDir(r.fsys, folder, func(p string, d fs.DirEntry, err error) error {
				if err != nil || d.IsDir() {
					return err
				}
				if folder != "." {
					p = strings.TrimPrefix(p, folder+"/")
				}
				if matches(pattern, strings.Split(p, "/")) {
					found = append(found, cty.StringVal(p))
				}
				return nil
			})
			if err != nil {
				return none, function.NewArgError(0, explainUnread(args[0].AsString(), err))
			}
			if len(found) == 0 {
				return cty.SetValEmpty(cty.String), nil
			}
			return cty.SetVal(found), nil
		},
	})
}

// matches matches the parts of a path with those of a pattern. It keeps the
// set of parts of the pattern that may be next, so that patterns with many **
// cost no more than others.
func matches(pattern, parts []string) bool {
	next := make([]bool, len(pattern)+1)
	reach := func(i int) {
		for next[i] = true; i < len(pattern) && pattern[i] == "**"; i++ {
			next[i+1] = true
		}
	}
	reach(0)
	for _, part := range parts {
		now := next
		next = make([]bool, len(pattern)+1)
		for i, p := range pattern {
			if !now[i] {
				continue
			}
			if p == "**" {
				reach(i)
			} else if ok, _ := path.Match(p, part); ok {
				reach(i + 1)
			}
		}
	}
	return next[len(pattern)]
}
