package loader

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"sync/atomic"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/json"

	"github.com/rolecall/rolecall/internal/files"
	"github.com/rolecall/rolecall/internal/parallel"
	"github.com/rolecall/rolecall/loader/internal/expr"
	"github.com/rolecall/rolecall/loader/internal/expr/funcs"
	"github.com/rolecall/rolecall/loader/internal/limits"
	"github.com/rolecall/rolecall/schema"
)

// blocks are the blocks of one file.
type blocks struct {
	Grafana         []*schema.GrafanaBlock        `hcl:"grafana,block"`
	Orgs            []*schema.OrgBlock            `hcl:"org,block"`
	Users           []*schema.UserBlock           `hcl:"user,block"`
	Teams           []*schema.TeamBlock           `hcl:"team,block"`
	Folders         []*schema.FolderBlock         `hcl:"folder,block"`
	Dashboards      []*schema.DashboardBlock      `hcl:"dashboard,block"`
	DataSources     []*schema.DataSourceBlock     `hcl:"data_source,block"`
	APIKeys         []*schema.APIKeyBlock         `hcl:"api_key,block"`
	Roles           []*schema.RoleBlock           `hcl:"role,block"`
	RoleAssignments []*schema.RoleAssignmentBlock `hcl:"role_assignment,block"`
	BasicRoles      []*schema.BasicRoleBlock      `hcl:"basic_role,block"`
	ServiceAccounts []*schema.ServiceAccountBlock `hcl:"service_account,block"`
	OrgMappings     []*schema.OrgMappingBlock     `hcl:"org_mapping,block"`
	Invariants      []*schema.InvariantBlock      `hcl:"invariant,block"`
	Tests           []*schema.TestBlock           `hcl:"test,block"`
}

// A file is a parsed and decoded file.
type file struct {
	path string
	// tests says that this is a file of tests.
	tests  bool
	hcl    *hcl.File
	blocks blocks
	diags  hcl.Diagnostics
	// variables, locals and pending are what has to be evaluated.
	variables []*variableBlock
	locals    []*hcl.Attribute
	pending   []*pending
	// poisoned are labels of blocks that could not be read.
	poisoned []string
	// broken says that the file could not be parsed, so that what it
	// declares is not known.
	broken bool
}

// parse reads and decodes all files of a configuration, in parallel. The
// files are in the order of their paths.
func parse(ctx context.Context, fsys fs.FS) ([]*file, hcl.Diagnostics) {
	paths, err := files.Find(ctx, fsys, ".", isConfig)
	if err != nil {
		return nil, hcl.Diagnostics{{
			Severity: hcl.DiagError,
			Summary:  "Unreadable configuration",
			Detail:   fmt.Sprintf("The folder of the configuration cannot be read: %s.", files.Reason(err)),
		}}
	}
	if len(paths) == 0 {
		return nil, hcl.Diagnostics{{
			Severity: hcl.DiagError,
			Summary:  "No configuration",
			Detail:   "The folder and those below it have no file whose name ends in .hcl or .hcl.json.",
		}}
	}

	read := make([]*file, len(paths))
	var size atomic.Int64
	_ = parallel.Do(ctx, 0, len(paths), func(i int) bool {
		read[i] = &file{path: paths[i]}
		read[i].read(ctx, fsys, &size)
		return false
	}, nil)
	if ctx.Err() != nil {
		return nil, nil
	}
	var diags hcl.Diagnostics
	for _, f := range read {
		diags = append(diags, f.diags...)
	}
	return read, diags
}

// isConfig says whether a file of this name belongs to the configuration.
func isConfig(name string) bool {
	stem, ok := stemOf(name)
	return ok && !strings.HasSuffix(stem, testSuffix)
}

// stemOf is the name of a file of HCL, in either syntax, without its extension.
func stemOf(name string) (stem string, ok bool) {
	if stem, ok = strings.CutSuffix(name, ".hcl.json"); ok {
		return stem, true
	}
	return strings.CutSuffix(name, ".hcl")
}

// read reads and decodes the file. It adds its size to that of all files.
func (f *file) read(ctx context.Context, fsys fs.FS, size *atomic.Int64) {
	src, err := files.Read(ctx, fsys, f.path, limits.MaxFileSize)
	if err == nil && size.Add(int64(len(src))) > limits.MaxFilesRead {
		f.fail("File beyond limits", fmt.Sprintf("The files of a configuration may have %d bytes together.", limits.MaxFilesRead), nil)
		return
	}
	if err != nil {
		f.fail("Unreadable file", fmt.Sprintf("%s.", funcs.ExplainUnread(f.path, err)), nil)
		return
	}
	if f.parse(src); !f.broken {
		f.decode()
	}
}

// parse parses the content of a file.
func (f *file) parse(src []byte) {
	if at, ok := overLimit(src); ok {
		at.Filename = f.path
		f.fail("File beyond limits", fmt.Sprintf("A file may have %d bytes, and a line of it %d.", limits.MaxFileSize, limits.MaxLineLength), &at)
		return
	}
	check, read := expr.CheckNesting, hclsyntaxParse
	if path.Ext(f.path) == ".json" {
		check, read = expr.JsonNesting, parseJSON
	}
	if d := check(src, f.path); d != nil {
		f.broken, f.diags = true, hcl.Diagnostics{d}
		return
	}
	f.hcl, f.diags = read(src, f.path)
	f.broken = f.diags.HasErrors()
}

func hclsyntaxParse(src []byte, filename string) (*hcl.File, hcl.Diagnostics) {
	return hclsyntax.ParseConfig(src, filename, hcl.InitialPos)
}

// parseJSON parses JSON, which may begin with a byte order mark as native syntax
// may.
func parseJSON(src []byte, filename string) (*hcl.File, hcl.Diagnostics) {
	text := bytes.TrimPrefix(src, []byte("\ufeff"))
	start := hcl.InitialPos
	start.Byte = len(src) - len(text)
	file, diags := json.ParseWithStartPos(text, filename, start)
	if file != nil {
		file.Bytes = src // which ranges are of
	}
	return file, diags
}

func (f *file) fail(summary, detail string, at *hcl.Range) {
	f.broken = true
	f.diags = hcl.Diagnostics{{Severity: hcl.DiagError, Summary: summary, Detail: detail, Subject: at}}
}

// overLimit finds what of a file is larger than a file or a line may be.
func overLimit(src []byte) (hcl.Range, bool) {
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
