package merge

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/rolecall/rolecall/internal/importer/write"
	"github.com/rolecall/rolecall/schema"
)

// table returns the table that makes the users of the configuration, if it has the form of one that an import
// wrote; nil without one.
func (u *updater) table(read func(name string) ([]byte, error)) (*write.Table, error) {
	for _, user := range u.world.Users {
		label, isInstance := instance(user.Addr.Label)
		if !isInstance {
			continue
		}
		t := u.tableOf(label)
		if t == nil {
			return nil, nil
		}
		content, err := read(t.File)
		if err != nil {
			return nil, fmt.Errorf("read the table of users: %w", err)
		}
		header, err := csv.NewReader(bytes.NewReader(content)).Read()
		if err != nil || !write.IsTable(header) {
			return nil, nil
		}
		return t, nil
	}
	return nil, nil
}

// bodies returns the files of the configuration as they are written. Those of the World have been
// evaluated.
func (u *updater) bodies() []*hclsyntax.Body {
	var all []*hclsyntax.Body
	for name, f := range u.world.Files {
		if strings.HasSuffix(name, ".json") {
			continue
		}
		parsed, diags := hclsyntax.ParseConfig(f.Bytes, name, hcl.InitialPos)
		if body, ok := parsed.Body.(*hclsyntax.Body); ok && !diags.HasErrors() {
			all = append(all, body)
		}
	}
	return all
}

// tableOf returns the table of the block of users with a label: for_each is a local value, which decodes a file.
func (u *updater) tableOf(label string) *write.Table {
	for _, body := range u.bodies() {
		for _, b := range body.Blocks {
			each := b.Body.Attributes["for_each"]
			if b.Type != string(schema.UserType) || len(b.Labels) != 1 || b.Labels[0] != label || each == nil {
				continue
			}
			at, diags := hcl.AbsTraversalForExpr(each.Expr)
			if diags.HasErrors() || len(at) != 2 || at.RootName() != "local" {
				return nil
			}
			name, ok := at[1].(hcl.TraverseAttr)
			if !ok {
				return nil
			}
			if file := u.decoded(name.Name); file != "" {
				return &write.Table{Label: label, Local: name.Name, File: file}
			}
			return nil
		}
	}
	return nil
}

// decoded returns the file that a local value decodes, as in csvdecode(file("users.csv")); empty for other values.
func (u *updater) decoded(local string) string {
	for _, body := range u.bodies() {
		for _, b := range body.Blocks {
			if b.Type != "locals" || b.Body.Attributes[local] == nil {
				continue
			}
			decode, ok := b.Body.Attributes[local].Expr.(*hclsyntax.FunctionCallExpr)
			if !ok || decode.Name != "csvdecode" || len(decode.Args) != 1 {
				return ""
			}
			file, ok := decode.Args[0].(*hclsyntax.FunctionCallExpr)
			if !ok || file.Name != "file" || len(file.Args) != 1 {
				return ""
			}
			name, diags := file.Args[0].Value(nil)
			if diags.HasErrors() {
				return ""
			}
			return name.AsString()
		}
	}
	return ""
}
