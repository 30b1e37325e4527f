package write

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"

	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/schema"
)

// A Table is the file with the users, of which one block with for_each makes them.
type Table struct {
	// Label is the label of that block, and Local the name of the local value with the rows.
	Label, Local string
	// File is the path of the table.
	File string
}

// DefaultTable is the table that an import makes for many users.
var DefaultTable = Table{Label: "all", Local: "users", File: "users.csv"}

// ManyUsers is the number of users from which on an import makes a table of them.
const ManyUsers = 50

type table struct {
	Table
	*maker
}

// The columns of the table, before those with the roles in orgs.
const (
	loginColumn    = "login"
	emailColumn    = "email"
	nameColumn     = "name"
	adminColumn    = "grafana_admin"
	disabledColumn = "disabled"
)

// rolePrefix begins the names of the columns with the roles in orgs.
const rolePrefix = "role_in_"

// column returns the name of the column with the roles in an org.
func (t *table) column(o *inventory.Org) string { return rolePrefix + t.labels[o] }

// csv returns the content of the table: a row for each user, in the order of logins.
func (t *table) csv() []byte {
	columns := []string{loginColumn, emailColumn, nameColumn, adminColumn, disabledColumn}
	roles := make([]map[*inventory.User]schema.OrgRole, len(t.Orgs))
	for i, o := range t.Orgs {
		columns = append(columns, t.column(o))
		roles[i] = make(map[*inventory.User]schema.OrgRole, len(o.Members))
		for _, m := range o.Members {
			roles[i][m.User] = m.Role
		}
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Write(columns)
	for _, u := range t.Users {
		name := u.Name
		if name == u.Login {
			name = ""
		}
		row := []string{u.Login, u.Email, name, flag(u.GrafanaAdmin), flag(u.Disabled)}
		for i := range t.Orgs {
			row = append(row, string(roles[i][u]))
		}
		w.Write(row)
	}
	w.Flush()
	return b.Bytes()
}

// flag returns true as it stands in the table, where an empty cell is false.
func flag(on bool) string {
	if on {
		return strconv.FormatBool(on)
	}
	return ""
}

// blocks returns the blocks that make the users of the table.
func (t *table) blocks() []*Block {
	locals := &Block{Type: "locals", Comments: []string{
		fmt.Sprintf("The users are the rows of %s. A column for each org has the role in it.", t.File),
	}}
	locals.set(t.Local, expression(fmt.Sprintf("csvdecode(file(%s))", strconv.Quote(t.File))))
	users := &Block{Type: string(schema.UserType), Labels: []string{t.Label}}
	users.set("for_each", expression("local."+t.Local))
	text := func(column string) hclwrite.Tokens {
		return expression(fmt.Sprintf("each.value.%[1]s == \"\" ? null : each.value.%[1]s", column))
	}
	if slices.ContainsFunc(t.Users, func(u *inventory.User) bool { return u.Email != "" }) {
		users.set("email", text(emailColumn))
	}
	if slices.ContainsFunc(t.Users, func(u *inventory.User) bool { return u.Name != u.Login && u.Name != "" }) {
		users.set("name", expression("each.value."+nameColumn))
	}
	users.set("grafana_admin", expression(fmt.Sprintf("each.value.%s == \"true\"", adminColumn)))
	users.set("disabled", expression(fmt.Sprintf("each.value.%s == \"true\"", disabledColumn)))
	return []*Block{locals, users}
}

// members returns the users of the table with a role in an org.
func (t *table) members(o *inventory.Org, role schema.OrgRole) hclwrite.Tokens {
	return expression(fmt.Sprintf("[for u in local.%s : user.%s[u.login] if u.%s == %s]",
		t.Local, t.Label, t.column(o), strconv.Quote(string(role))))
}

// expression returns an expression that is written as text. It panics for one that is no expression.
func expression(text string) hclwrite.Tokens {
	f, diags := hclwrite.ParseConfig([]byte("x = "+text+"\n"), "", hcl.InitialPos)
	if diags.HasErrors() {
		panic("write: " + strings.TrimSpace(text) + ": " + diags.Error())
	}
	tokens := f.Body().GetAttribute("x").Expr().BuildTokens(nil)
	return slices.DeleteFunc(tokens, func(t *hclwrite.Token) bool { return t.Type == hclsyntax.TokenNewline })
}

// IsTable reports whether the first row of a table is that of one that an import writes.
func IsTable(header []string) bool {
	own := []string{loginColumn, emailColumn, nameColumn, adminColumn, disabledColumn}
	if len(header) < len(own) || !slices.Equal(header[:len(own)], own) {
		return false
	}
	return !slices.ContainsFunc(header[len(own):], func(name string) bool { return !strings.HasPrefix(name, rolePrefix) })
}
