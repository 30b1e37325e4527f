// Package audit makes the reports of the command report. Of computes a report as data, once.
// WriteHTML, WriteCSV, WriteMatrix and WriteMarkdown write it; none of them decides anything.
//
// What a report says about access is asked of the engine: levels are those of View.Levels. The
// rest is what the configuration declares.
package audit

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/actions"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/levels"
	"github.com/rolecall/rolecall/internal/document"
	"github.com/rolecall/rolecall/internal/printable"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// A Report is a configuration, as people read it who audit or plan.
type Report struct {
	// Release is the release of Grafana, Edition its edition, and Rules a sentence about
	// where the rules are from.
	Release, Edition, Rules string
	// Revision identifies the configuration.
	Revision string
	// Time is the moment for which the report decides what has expired.
	Time time.Time
	// Overview, Plan and Groups are its pages of text. Groups is empty without a grouping.
	Overview, Plan, Groups []Section
	// Defaults tells what org roles have by default, by type of resource.
	Defaults []actions.Type
	// Orgs have the levels.
	Orgs []Org
}

// An Org has the tables of levels of an org: of folders, dashboards and so on.
type Org struct {
	// Label and Name are safe to print.
	Label, Name string
	Tables      []*levels.Table
	// Joins has the lines that make subjects holders: the role and the teams of each, by
	// subject, such as "user:eve".
	Joins map[string][]Line
}

// A Section is a part of a page.
type Section struct {
	Title string
	// About tells what the lines are. It may be empty.
	About string
	Lines []Line
	// Table is the table of a section that has one, below the lines.
	Table [][]string
	// Nothing is the sentence for a section without lines and table.
	Nothing string
}

// A Line is a statement, safe to print.
type Line struct {
	Text string
	// Source is FILE:LINE; empty for a line about several places.
	Source string
}

// Options choose what a report has.
type Options struct {
	// Time is the moment of the report. It is not zero.
	Time time.Time
	// GroupBy is "team", "org", or the name of a value that maps users to groups; empty for
	// no groups.
	GroupBy string
	// Path returns the path of a file of the configuration from the working directory.
	Path func(string) string
}

// A reporting is a report that is being made.
type reporting struct {
	*Report
	Options
	view  *engine.View
	world *schema.World
	// members are the logins in each team, sorted, as far as they were asked for.
	members map[*schema.Team][]string
}

// Of returns the report of a configuration, which must keep its world. The errors are those
// of the context, of a bundle, which has no world, and of an unknown grouping.
func Of(ctx context.Context, view *engine.View, o Options) (*Report, error) {
	w := view.World()
	if w == nil {
		return nil, errors.New("a bundle does not name the lines of a report; report takes the folder of a configuration")
	}
	version := w.Grafana.Version
	r := reporting{&Report{
		Release: version.String(), Revision: view.Revision(), Time: o.Time.UTC().Truncate(time.Second),
	}, o, view, w, map[*schema.Team][]string{}}
	r.Edition = w.Grafana.Edition
	r.Rules = fmt.Sprintf("The rules of Grafana %s are from documentation and source.", version)
	if server := catalogue.Of(version).Server; server != "" {
		r.Rules = fmt.Sprintf("The rules of Grafana %s are checked against server %s.", version, server)
	}
	if err := r.tables(ctx); err != nil {
		return nil, err
	}
	var err error
	if r.Defaults, err = actions.Of(ctx, document.Of(w).Grafana); err != nil {
		return nil, err
	}
	r.Overview = r.overview()
	if r.Plan, err = r.plan(ctx); err != nil {
		return nil, err
	}
	r.Groups, err = r.groups()
	return r.Report, err
}

// tables makes the tables of levels.
func (r *reporting) tables(ctx context.Context) error {
	_, types := r.view.Types()
	for _, o := range r.world.Orgs {
		org := Org{Label: printable.Name(o.Addr.Label), Name: printable.Name(o.Name.Value)}
		for _, typ := range types {
			if err := ctx.Err(); err != nil {
				return err
			}
			t, err := r.view.Levels(o.Addr.Label, typ, r.Options.Time)
			if err != nil {
				return err
			}
			if len(t.Levels) > 0 && len(t.Resources) > 0 {
				r.locate(t)
				org.Tables = append(org.Tables, t)
			}
		}
		org.Joins = r.joins(o)
		r.Orgs = append(r.Orgs, org)
	}
	return nil
}

// joins returns the lines that give subjects of an org its roles, and put them into teams.
func (r *reporting) joins(o *schema.Org) map[string][]Line {
	all := map[string][]Line{}
	add := func(s engine.Subject, l Line) { all[s.String()] = append(all[s.String()], l) }
	user := func(u *schema.User) engine.Subject { return engine.Subject{Type: "user", ID: u.Login.Value} }
	for _, m := range o.Members {
		add(user(m.User.To), r.line(m.User.Range, "%s in org %s", m.Role, o.Addr.Label))
	}
	for _, t := range r.world.Teams {
		for level, members := range map[string][]schema.Ref[schema.User]{schema.TeamMember: t.Members,
			schema.TeamAdmin: t.Admins} {
			for _, m := range members {
				if t.Org == o {
					add(user(m.To), r.line(m.Range, "%s of team %s", level, t.Name.Value))
				}
			}
		}
	}
	for _, a := range r.world.ServiceAccounts {
		if a.Org == o {
			add(engine.Subject{Type: "service_account", ID: a.Name.Value}, r.line(a.Range, "%s in org %s", a.Role, o.Addr.Label))
		}
	}
	for _, k := range r.world.APIKeys {
		if k.Org == o {
			add(engine.Subject{Type: "api_key", ID: k.Name.Value}, r.line(k.Range, "%s in org %s", k.Role, o.Addr.Label))
		}
	}
	if a := r.world.Grafana.Anonymous; a != nil && a.Org == o {
		add(engine.Subject{Type: "anonymous"}, r.line(a.Range, "%s in org %s", a.Role, o.Addr.Label))
	}
	return all
}

// locate gives the grants of a table paths from the working directory.
func (r *reporting) locate(t *levels.Table) {
	for i := range t.Places {
		for j := range t.Places[i].Grants {
			g := &t.Places[i].Grants[j]
			if file, line, ok := cutLine(g.Source); ok && !g.Rule {
				g.Source = r.Path(file) + ":" + line
			}
		}
	}
}

func cutLine(source string) (file, line string, ok bool) {
	colon := strings.LastIndexByte(source, ':')
	if colon < 0 {
		return source, "", false
	}
	return source[:colon], source[colon+1:], true
}

// table returns the table of a type of an org, by its label; nil if it has none.
func (r *reporting) table(org, typ string) *levels.Table {
	for i, o := range r.world.Orgs {
		if o.Addr.Label != org {
			continue
		}
		for _, t := range r.Orgs[i].Tables {
			if t.Type == typ {
				return t
			}
		}
	}
	return nil
}

// at returns the source of a line.
func (r *reporting) at(place hcl.Range) string {
	if place.Filename == "" {
		return ""
	}
	return fmt.Sprintf("%s:%d", printable.Name(r.Path(place.Filename)), place.Start.Line)
}

// line returns a line with a source.
func (r *reporting) line(place hcl.Range, format string, args ...any) Line {
	return Line{printable.Line(fmt.Sprintf(format, args...)), r.at(place)}
}

// maxNamed is how many names a line lists.
const maxNamed = 12

// names lists names. After the first ones it tells how many more there are.
func names(all []string) string { return output.Listed(all, maxNamed, printable.Name) }
