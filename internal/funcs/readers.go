package funcs

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/rolecall/rolecall/internal/files"
	"github.com/rolecall/rolecall/internal/limits"
)

// A Reader reads files for functions. Paths are relative to the root of the
// configuration, have slashes on every system, and cannot lead out of it: not
// by "..", and not by links if the file system refuses those. A file is read once.
type Reader struct {
	Ctx  context.Context
	Fsys fs.FS
	// Dir is the folder in Fsys that paths are relative to, which they may lead out of; empty for the root.
	Dir  string
	Read map[string]cty.Value
	size int
}

// check returns a path in the form of package fs.
func (r *Reader) check(name string) (string, error) {
	clean := path.Join(r.Dir, name)
	if path.IsAbs(name) || clean == ".." || strings.HasPrefix(clean, "../") {
		return "", fmt.Errorf("%q leads out of the configuration: paths are relative to its folder and stay below it", name)
	}
	if name == "" || !fs.ValidPath(clean) || strings.ContainsAny(clean, "\\\x00") {
		return "", fmt.Errorf("%q is not a path of a file in the configuration", name)
	}
	return clean, nil
}

func (r *Reader) text(name string) (cty.Value, error) {
	clean, err := r.check(name)
	if err != nil {
		return cty.DynamicVal, err
	}
	if v, ok := r.Read[clean]; ok {
		return v, nil
	}
	src, err := files.Read(r.Ctx, r.Fsys, clean, limits.MaxFileSize)
	if err != nil {
		return cty.DynamicVal, ExplainUnread(name, err)
	}
	if r.size += len(src); r.size > limits.MaxFilesRead {
		return cty.DynamicVal, fmt.Errorf("the files that are read are larger than %d bytes together", limits.MaxFilesRead)
	}
	v, ok := asText(src)
	if !ok {
		return cty.DynamicVal, fmt.Errorf("%s is not text in UTF-8", name)
	}
	r.Read[clean] = v
	return v, nil
}

// ExplainUnread returns an error about reading a file that explains how to fix it.
func ExplainUnread(name string, err error) error {
	err = files.Reason(err)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("there is no file %q below the folder of the configuration", name)
	case errors.Is(err, files.ErrLeadsOut):
		return fmt.Errorf("%q is a link that leads out of the configuration", name)
	}
	return fmt.Errorf("the file %q cannot be read: %w", name, err)
}

func (r *Reader) fileFunc() function.Function {
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

func (r *Reader) fileExistsFunc() function.Function {
	return function.New(&function.Spec{
		Description: "Reports whether the configuration has this file.",
		Params:      []function.Parameter{{Name: "path", Type: cty.String}},
		Type:        function.StaticReturnType(cty.Bool),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			name := args[0].AsString()
			clean, err := r.check(name)
			if err != nil {
				return cty.UnknownVal(cty.Bool), function.NewArgError(0, err)
			}
			info, err := fs.Stat(r.Fsys, clean)
			switch {
			case errors.Is(err, fs.ErrNotExist):
				return cty.False, nil
			case err != nil:
				return cty.UnknownVal(cty.Bool), function.NewArgError(0, ExplainUnread(name, err))
			}
			return cty.BoolVal(info.Mode().IsRegular()), nil
		},
	})
}

func (r *Reader) fileSetFunc() function.Function {
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
					return none, function.NewArgErrorf(1, "%q is not a pattern", args[1].AsString())
				}
			}
			var found []cty.Value
			err = fs.WalkDir(r.Fsys, folder, func(p string, d fs.DirEntry, err error) error {
				if err == nil {
					err = r.Ctx.Err()
				}
				if err != nil || d.IsDir() {
					return err
				}
				full := p
				if folder != "." {
					p = strings.TrimPrefix(p, folder+"/")
				}
				if matches(pattern, strings.Split(p, "/")) && r.listed(full, d) {
					found = append(found, cty.StringVal(p))
				}
				return nil
			})
			if err != nil {
				return none, function.NewArgError(0, ExplainUnread(args[0].AsString(), err))
			}
			if len(found) == 0 {
				return cty.SetValEmpty(cty.String), nil
			}
			return cty.SetVal(found), nil
		},
	})
}

// listed reports whether fileset lists a file: a regular one, or a link to one. It
// lists links that cannot be followed, so that reading them reports the error.
func (r *Reader) listed(name string, d fs.DirEntry) bool {
	if d.Type()&fs.ModeSymlink == 0 {
		return d.Type().IsRegular()
	}
	info, err := fs.Stat(r.Fsys, name)
	return err != nil || info.Mode().IsRegular()
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
