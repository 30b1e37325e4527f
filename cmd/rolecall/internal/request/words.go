// Package request reads requests from the words and flags of a command line.
package request

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/internal/moment"
	"github.com/rolecall/rolecall/internal/printable"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// OrgVariable names the org in the environment.
const OrgVariable = "ROLECALL_ORG"

// querying has the types of resources whose alert rules query data sources.
var querying = catalogue.Types(func(t catalogue.Type) bool { return t.Queries })

// Words are the flags of a command that describe a request.
type Words struct {
	command                         string
	org, in, createdBy, time, token string
	groups, dataSources             []string
	allowUnknown                    bool
}

// Flags adds the flags of a whole request.
func (w *Words) Flags(cmd *cobra.Command) {
	w.ContextFlags(cmd)
	w.SubjectFlags(cmd)
	w.ResourceFlags(cmd)
}

// ContextFlags adds the flags for the org and the time.
func (w *Words) ContextFlags(cmd *cobra.Command) {
	w.command = cmd.Name()
	cmd.Flags().StringVar(&w.org, "org", "", "label or name of the `ORG`; the default is "+OrgVariable+" in the environment, or the org that the subject or the resource is in alone")
	cmd.Flags().StringVar(&w.time, "time", "", "decide as of this `TIME`, RFC 3339; the default is now")
	cmd.Flags().BoolVar(&w.allowUnknown, "allow-unknown", false, "deny a request that names something unknown, instead of an error")
}

// AllowUnknown reports whether a request that names something unknown is denied.
func (w *Words) AllowUnknown() bool { return w.allowUnknown }

// SubjectFlags adds the flags for the credentials of a subject.
func (w *Words) SubjectFlags(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&w.groups, "group", nil, "external `GROUP` of the session of a user; may be repeated")
	cmd.Flags().StringVar(&w.token, "token", "", "`NAME` of the token that a service account shows")
}

// ResourceFlags adds the flags for an undeclared resource.
func (w *Words) ResourceFlags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&w.in, "in", "", "parent of an undeclared resource: `folder:UID` or dashboard:UID")
	cmd.Flags().StringVar(&w.createdBy, "created-by", "", "`LOGIN` of the user who made the resource")
	cmd.Flags().StringArrayVar(&w.dataSources, "data-source", nil, "`UID` of a data source that the alert rule queries; may be repeated, and is empty for a rule that queries none")
}

// Request reads SUBJECT ACTION [RESOURCE].
func (w *Words) Request(args []string) (engine.Request, error) {
	if len(args) < 2 || len(args) > 3 {
		return engine.Request{}, fmt.Errorf("%s takes SUBJECT ACTION [RESOURCE], as in: user:eve dashboards:write dashboard:latency", w.command)
	}
	r, err := w.Read(args[1], args[2:])
	r.Subject = w.Subject(args[0])
	return r, err
}

// Read reads an action, and a resource if there is one.
func (w *Words) Read(action string, resource []string) (engine.Request, error) {
	r := engine.Request{Action: action, Org: cmp.Or(w.org, os.Getenv(OrgVariable))}
	if len(resource) > 0 {
		if resource[0] == "" {
			return engine.Request{}, errors.New("the RESOURCE is empty; leave the word out to ask without a resource")
		}
		r.Resource.Type, r.Resource.ID, _ = strings.Cut(resource[0], ":")
	}
	if w.in+w.createdBy != "" && (r.Resource.Type == "" || r.Resource.Type == "org" || r.Resource.Type == "server") {
		return engine.Request{}, errors.New("--in and --created-by describe a resource, and there is none; name its type, as in: annotation --in dashboard:latency")
	}
	r.Resource.CreatedBy = w.createdBy
	if w.dataSources != nil {
		if !slices.Contains(querying, r.Resource.Type) {
			return engine.Request{}, errors.New("--data-source describes an alert rule: name an alert or the folder of the rule, as in: alert --in folder:production")
		}
		r.DataSources = slices.DeleteFunc(slices.Clone(w.dataSources), func(uid string) bool { return uid == "" })
	}
	switch typ, id, _ := strings.Cut(w.in, ":"); {
	case w.in == "":
	case typ == "folder" && id != "":
		r.Resource.Folder = id
	case typ == "dashboard" && id != "":
		r.Resource.Dashboard = id
	default:
		return engine.Request{}, fmt.Errorf("--in takes folder:UID or dashboard:UID, not %q", w.in)
	}
	if w.time != "" {
		t, err := moment.Parse(w.time)
		if err != nil {
			return engine.Request{}, fmt.Errorf("--time %w; write it as in 2027-01-01T00:00:00Z", err)
		}
		r.Time = t
	}
	return r, nil
}

// Subject reads a subject, as in user:eve.
func (w *Words) Subject(word string) engine.Subject {
	typ, id, _ := strings.Cut(word, ":")
	return engine.Subject{Type: typ, ID: id, Groups: w.groups, Token: w.token}
}

// Describe returns a request in the words of a command line, safe to print. For one without
// a resource, it tells what is asked.
func Describe(view *engine.View, r engine.Request) string {
	words := []string{r.Subject.String(), printable.Name(r.Action)}
	if r.Resource.Type != "" {
		words = append(words, r.Resource.String())
	}
	if asks := view.Asks(r.Action); r.IsBare() && asks != "" {
		words = append(words, "("+printable.Line(asks)+")")
	}
	return strings.Join(words, " ")
}
