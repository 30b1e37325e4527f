package decode

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/json"

	"github.com/rolecall/rolecall/internal/files"
	"github.com/rolecall/rolecall/internal/funcs"
	"github.com/rolecall/rolecall/internal/limits"
	"github.com/rolecall/rolecall/internal/nesting"
	"github.com/rolecall/rolecall/internal/parallel"
	"github.com/rolecall/rolecall/internal/printable"
	"github.com/rolecall/rolecall/loader/internal/diag"
	"github.com/rolecall/rolecall/schema"
)

// A File is a parsed and decoded file.
type File struct {
	Path string
	// tests reports whether this is a file of tests.
	tests  bool
	HCL    *hcl.File
	Blocks schema.Blocks
	diag.List
	// variables, locals and pending need evaluation.
	variables []*variableBlock
	locals    []*hcl.Attribute
	pending   []*pending
	// poisoned are labels of blocks that could not be read.
	poisoned []string
	// Broken reports whether the file could not be parsed, so that its
	// declarations are not known.
	Broken bool
}

// Parse reads and decodes all files of a configuration, in parallel. The
// files are in the order of their paths.
func Parse(ctx context.Context, fsys fs.FS, change func(*File)) ([]*File, hcl.Diagnostics) {
	paths, err := files.Find(ctx, fsys, ".", isConfig)
	if err != nil {
		return nil, hcl.Diagnostics{{
			Severity: hcl.DiagError,
			Summary:  "Unreadable configuration",
			Detail:   fmt.Sprintf("The folder of the configuration cannot be read: %s.", files.Reason(err)),
		}}
	}
	if len(paths) == 0 {
		detail := "The folder and those below it have no file whose name ends in .hcl or .hcl.json."
		if others, err := files.Find(ctx, fsys, ".", isTerraform); err == nil && len(others) > 0 {
			detail += fmt.Sprintf(" They have files of Terraform, such as %s, which is another language: declare the orgs, users, teams and folders in main.hcl, as in folder \"production\" { title = \"Production\" }.", printable.Name(others[0]))
		}
		return nil, hcl.Diagnostics{{Severity: hcl.DiagError, Summary: "No configuration", Detail: detail}}
	}

	read := make([]*File, len(paths))
	var size atomic.Int64
	_ = parallel.Do(ctx, 0, len(paths), func(i int) bool {
		read[i] = &File{Path: paths[i]}
		read[i].read(ctx, fsys, &size, change)
		return false
	}, nil)
	if ctx.Err() != nil {
		return nil, nil
	}
	var diags hcl.Diagnostics
	for _, f := range read {
		diags = append(diags, f.Diags...)
	}
	return read, diags
}

// isConfig reports whether a file of this name belongs to the configuration.
func isConfig(name string) bool {
	stem, ok := stemOf(name)
	return ok && !strings.HasSuffix(stem, testSuffix)
}

// isTerraform reports whether a file of this name belongs to Terraform.
func isTerraform(name string) bool {
	return strings.HasSuffix(name, ".tf") || strings.HasSuffix(name, ".tf.json")
}

// isValues reports whether a file of this name has values of Terraform's variables.
func isValues(name string) bool {
	return strings.HasSuffix(name, ".tfvars") || strings.HasSuffix(name, ".tfvars.json")
}

// stemOf returns the name of a file of HCL, in either syntax, without its extension.
func stemOf(name string) (stem string, ok bool) {
	if stem, ok = strings.CutSuffix(name, ".hcl.json"); ok {
		return stem, true
	}
	return strings.CutSuffix(name, ".hcl")
}

// read reads the file, calls change, and decodes. It adds the size to that of all files.
func (f *File) read(ctx context.Context, fsys fs.FS, size *atomic.Int64, change func(*File)) {
	src, err := files.Read(ctx, fsys, f.Path, limits.MaxFileSize)
	if err == nil && size.Add(int64(len(src))) > limits.MaxFilesRead {
		f.fail("File beyond limits", fmt.Sprintf("The files of a configuration may have %d bytes together.", limits.MaxFilesRead), nil)
		return
	}
	if err != nil {
		f.fail("Unreadable file", fmt.Sprintf("%s.", funcs.ExplainUnread(f.Path, err)), nil)
		return
	}
	if f.parse(src); !f.Broken {
		change(f)
		f.decode()
	}
}

// parse parses the content of a file.
func (f *File) parse(src []byte) {
	if at, ok := OverLimit(src); ok {
		at.Filename = f.Path
		f.fail("File beyond limits", fmt.Sprintf("A file may have %d bytes, and a line of it %d.", limits.MaxFileSize, limits.MaxLineLength), &at)
		return
	}
	check, read := nesting.Check, hclsyntaxParse
	if path.Ext(f.Path) == ".json" {
		check, read = nesting.CheckJSON, parseJSON
	}
	if d := check(src, f.Path); d != nil {
		f.Broken, f.Diags = true, hcl.Diagnostics{d}
		return
	}
	f.HCL, f.Diags = read(src, f.Path)
	f.Broken = f.Diags.HasErrors()
}

func hclsyntaxParse(src []byte, filename string) (*hcl.File, hcl.Diagnostics) {
	file, diags := hclsyntax.ParseConfig(src, filename, hcl.InitialPos)
	return file, explainSyntax(diags, src, filename)
}

// parseJSON parses JSON. Like native syntax, it may begin with a byte order mark.
func parseJSON(src []byte, filename string) (*hcl.File, hcl.Diagnostics) {
	text := bytes.TrimPrefix(src, []byte("\ufeff"))
	start := hcl.InitialPos
	start.Byte = len(src) - len(text)
	file, diags := json.ParseWithStartPos(text, filename, start)
	if file != nil {
		file.Bytes = src // which ranges are of
	}
	return file, explainJSON(diags)
}

func (f *File) fail(summary, detail string, at *hcl.Range) {
	f.Broken = true
	f.Diags = hcl.Diagnostics{{Severity: hcl.DiagError, Summary: summary, Detail: detail, Subject: at}}
}

// OverLimit returns where a file is larger than it may be, or has a longer line;
// false if nowhere.
func OverLimit(src []byte) (hcl.Range, bool) {
	if len(src) > limits.MaxFileSize {
		return hcl.Range{Start: hcl.InitialPos, End: hcl.InitialPos}, true
	}
	if len(src) <= limits.MaxLineLength {
		return hcl.Range{}, false
	}
	pos := hcl.InitialPos
	for line := range bytes.Lines(src) {
		if len(line) > limits.MaxLineLength {
			return hcl.Range{Start: pos, End: pos}, true
		}
		pos.Byte += len(line)
		pos.Line++
	}
	return hcl.Range{}, false
}

// HasGrafana reports whether a file has a grafana block, even a malformed one.
func HasGrafana(f *File) bool {
	return slices.ContainsFunc(f.NativeBlocks(), func(b *hclsyntax.Block) bool { return b.Type == "grafana" })
}

// NativeBlocks returns the blocks of a file in native syntax, which have more ranges
// than decoded blocks; none for a file in JSON.
func (f *File) NativeBlocks() hclsyntax.Blocks {
	if f.HCL == nil {
		return nil
	}
	if body, ok := f.HCL.Body.(*hclsyntax.Body); ok {
		return body.Blocks
	}
	return nil
}
