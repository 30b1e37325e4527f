package audit

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
	"github.com/rolecall/rolecall/engine/levels"
	"github.com/rolecall/rolecall/internal/printable"
	"github.com/rolecall/rolecall/schema"
)

// overview returns the page about who is there.
func (r *reporting) overview() []Section {
	return []Section{r.orgTable(), r.admins(), r.anonymous(), r.outside(), r.accounts(), r.warnings()}
}

// orgTable counts what each org has.
func (r *reporting) orgTable() Section {
	s := Section{Title: "Orgs", Table: [][]string{{"org", "name", "users", "by role", "teams", "folders", "dashboards",
		"data sources", "service accounts", "API keys"}}}
	for _, o := range r.world.Orgs {
		roles := ""
		for _, role := range schema.OrgRoles {
			if n := len(withRole(o, role)); n > 0 {
				roles += fmt.Sprintf(", %d %s", n, role)
			}
		}
		if roles != "" {
			roles = roles[2:]
		}
		w := r.world
		s.Table = append(s.Table, []string{
			printable.Name(o.Addr.Label), printable.Name(o.Name.Value), fmt.Sprint(len(o.Members)), roles,
			in(o, w.Teams), in(o, w.Folders), in(o, w.Dashboards), in(o, w.DataSources), in(o, w.ServiceAccounts), in(o,
				w.APIKeys),
		})
	}
	return s
}

// in counts the things of an org.
func in[T schema.Thing](o *schema.Org, things []T) string {
	n := 0
	for _, thing := range things {
		if thing.Declared().Org == o {
			n++
		}
	}
	return fmt.Sprint(n)
}

// withRole returns the logins of the members of an org with a role, sorted.
func withRole(o *schema.Org, role schema.OrgRole) []string {
	var logins []string
	for _, m := range o.Members {
		if m.Role == role {
			logins = append(logins, m.User.To.Login.Value)
		}
	}
	slices.Sort(logins)
	return logins
}

// admins lists the server admins and the Admins of orgs.
func (r *reporting) admins() Section {
	s := Section{Title: "Who is Admin", Nothing: "Nobody is Admin of anything."}
	for _, u := range r.world.Users {
		if u.GrafanaAdmin {
			s.Lines = append(s.Lines, r.line(u.AdminRange, "%s is a server admin%s", printable.Name(u.Login.Value), disabled(u)))
		}
	}
	for _, o := range r.world.Orgs {
		for _, m := range o.Members {
			if m.Role == schema.Admin {
				s.Lines = append(s.Lines, r.line(m.User.Range, "%s is %s of org %s%s", printable.Name(m.User.To.Login.Value),
					m.Role, printable.Name(o.Addr.Label), disabled(m.User.To)))
			}
		}
	}
	for _, a := range r.machines() {
		if a.role == schema.Admin {
			s.Lines = append(s.Lines, r.line(a.at, "%s %s is %s of org %s", a.what, printable.Name(a.name), a.role,
				printable.Name(a.org)))
		}
	}
	for _, m := range r.world.OrgMappings {
		switch {
		case m.GrafanaAdmin != nil && *m.GrafanaAdmin:
			s.Lines = append(s.Lines, r.line(m.AdminRange, "members of the group %s become server admins when they sign in",
				printable.Name(m.Group)))
		case m.Role == schema.Admin:
			s.Lines = append(s.Lines, r.line(m.Range, "members of the group %s become %s of %s when they sign in",
				printable.Name(m.Group), m.Role, ofOrg(m.Org)))
		}
	}
	return s
}

func ofOrg(o *schema.Org) string {
	if o == nil {
		return "every org"
	}
	return "org " + printable.Name(o.Addr.Label)
}

func disabled(u *schema.User) string {
	if u.Disabled {
		return " (disabled)"
	}
	return ""
}

// anonymous tells what access takes no signing in.
func (r *reporting) anonymous() Section {
	s := Section{Title: "Without signing in", Nothing: "Anonymous access is off."}
	a := r.world.Grafana.Anonymous
	if a == nil {
		return s
	}
	s.Lines = []Line{r.line(a.Range, "anonymous access is on: %s in org %s", a.Role, printable.Name(a.Org.Addr.Label))}
	for i, o := range r.world.Orgs {
		for _, t := range r.Orgs[i].Tables {
			for n := range t.Subjects {
				if s2 := &t.Subjects[n]; o == a.Org && s2.Type == "anonymous" {
					for _, line := range levelCounts(t, n) {
						s.Lines = append(s.Lines, Line{Text: "anonymous access has " + line})
					}
				}
			}
		}
	}
	return s
}

// outside lists users who are in no org, and users who hold something in an org that they are
// not in.
func (r *reporting) outside() Section {
	s := Section{Title: "Outside of orgs", Nothing: "Every user is in an org, and has access in no other."}
	in := map[*schema.User]bool{}
	for _, o := range r.world.Orgs {
		for _, m := range o.Members {
			in[m.User.To] = true
		}
	}
	for _, u := range r.world.Users {
		if !in[u] {
			s.Lines = append(s.Lines, r.line(u.Range, "%s is in no org%s", printable.Name(u.Login.Value), disabled(u)))
		}
	}
	for _, o := range r.Orgs {
		for _, t := range o.Tables {
			for n := range t.Subjects {
				if t.Subjects[n].Member {
					continue
				}
				for _, line := range levelCounts(t, n) {
					s.Lines = append(s.Lines, Line{Text: printable.Line(fmt.Sprintf("%s is not in org %s, and has %s there",
						t.Subjects[n], o.Label, line))})
				}
			}
		}
	}
	return s
}

// levelCounts counts the resources of a table on which a subject has each level, highest
// first.
func levelCounts(t *levels.Table, subject int) []string {
	counts := make([]int, int(levels.First)+len(t.Levels))
	for _, a := range t.Row(subject) {
		counts[a]++
	}
	var lines []string
	for a := len(counts) - 1; a > 0; a-- {
		if counts[a] > 0 {
			lines = append(lines, fmt.Sprintf("%s on %s", t.Name(levels.Access(a)), countOf(t, counts[a])))
		}
	}
	return lines
}

// countOf returns a number with the word for the resources of a table.
func countOf(t *levels.Table, n int) string {
	typ := strings.ReplaceAll(t.Type, "_", " ")
	return output.Count(n, typ, typ+"s")
}

// A machine is a service account, a token of one, or an API key.
type machine struct {
	what, name, org string
	role            schema.OrgRole
	disabled        bool
	tokens          []schema.Token
	at              hcl.Range
}

// machines returns the service accounts and API keys. A key is its own only token.
func (r *reporting) machines() []machine {
	var all []machine
	for _, a := range r.world.ServiceAccounts {
		all = append(all, machine{"service account", a.Name.Value, a.Org.Addr.Label, a.Role, a.Disabled, a.Tokens, a.Range})
	}
	for _, k := range r.world.APIKeys {
		token := schema.Token{Name: k.Name, Expires: k.Expires, ExpiresRange: k.ExpiresRange, Range: k.Range}
		all = append(all, machine{"API key", k.Name.Value, k.Org.Addr.Label, k.Role, false, []schema.Token{token}, k.Range})
	}
	return all
}

// soon is the time before its end in which a token counts as one that ends soon.
const soon = 90 * 24 * time.Hour

// ends tells when a token ends.
func (r *reporting) ends(t schema.Token) string {
	day := t.Expires.Format(time.DateOnly)
	switch left := t.Expires.Sub(r.Options.Time); {
	case t.Expires.IsZero():
		return "never ends"
	case left <= 0:
		return "has expired on " + day
	case left <= soon:
		return fmt.Sprintf("ends soon, on %s", day)
	}
	return "ends on " + day
}

// accounts lists what programs sign in with.
func (r *reporting) accounts() Section {
	s := Section{Title: "Service accounts, tokens and keys", Nothing: "There are no service accounts and no API keys."}
	for _, m := range r.machines() {
		off := ""
		if m.disabled {
			off = ", disabled"
		}
		tokens := ", without a token"
		if len(m.tokens) > 0 {
			tokens = ", " + output.Count(len(m.tokens), "token", "tokens")
		}
		if m.what == "API key" {
			tokens = ", " + r.ends(m.tokens[0])
		}
		s.Lines = append(s.Lines, r.line(m.at, "%s %s in org %s: %s%s%s", m.what, printable.Name(m.name),
			printable.Name(m.org), m.role, tokens, off))
		if m.what == "API key" {
			continue
		}
		for _, t := range m.tokens {
			s.Lines = append(s.Lines, r.line(t.Range, "token %s of %s %s", printable.Name(t.Name.Value),
				printable.Name(m.name), r.ends(t)))
		}
	}
	return s
}

// warnings lists the warnings of validate.
func (r *reporting) warnings() Section {
	s := Section{Title: "Warnings", Nothing: "There are no warnings."}
	diags, _ := r.view.Warnings()
	for _, d := range diags {
		at := hcl.Range{}
		if d.Subject != nil {
			at = *d.Subject
		}
		s.Lines = append(s.Lines, r.line(at, "%s: %s", d.Summary, d.Detail))
	}
	return s
}
