package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/internal/moment"
	"github.com/rolecall/rolecall/internal/printable"
)

// requestWords are the flags of a command that describe a request.
type requestWords struct {
	command                         string
	org, in, createdBy, time, token string
	groups                          []string
}

// flags adds the flags of a whole request.
func (w *requestWords) flags(cmd *cobra.Command) {
	w.contextFlags(cmd)
	w.subjectFlags(cmd)
	w.resourceFlags(cmd)
}

func (w *requestWords) contextFlags(cmd *cobra.Command) {
	w.command = cmd.Name()
	cmd.Flags().StringVar(&w.org, "org", "", "label or name of the `ORG`; needed if there are several")
	cmd.Flags().StringVar(&w.time, "time", "", "decide as of this `TIME`, RFC 3339; the default is now")
}

func (w *requestWords) subjectFlags(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&w.groups, "group", nil, "external `GROUP` of the session of a user; may be repeated")
	cmd.Flags().StringVar(&w.token, "token", "", "`NAME` of the token that a service account shows")
}

func (w *requestWords) resourceFlags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&w.in, "in", "", "parent of an undeclared resource: `folder:UID` or dashboard:UID")
	cmd.Flags().StringVar(&w.createdBy, "created-by", "", "`LOGIN` of the user who made the resource")
}

// request reads SUBJECT ACTION [RESOURCE].
func (w *requestWords) request(args []string) (engine.Request, error) {
	if len(args) < 2 || len(args) > 3 {
		return engine.Request{}, fmt.Errorf("%s takes SUBJECT ACTION [RESOURCE], as in: user:eve dashboards:write dashboard:latency", w.command)
	}
	r, err := w.read(args[1], args[2:])
	r.Subject = w.subject(args[0])
	return r, err
}

// read reads an action, and a resource if there is one.
func (w *requestWords) read(action string, resource []string) (engine.Request, error) {
	r := engine.Request{Action: action, Org: w.org}
	if len(resource) > 0 {
		r.Resource.Type, r.Resource.ID, _ = strings.Cut(resource[0], ":")
	}
	r.Resource.CreatedBy = w.createdBy
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

func (w *requestWords) subject(word string) engine.Subject {
	typ, id, _ := strings.Cut(word, ":")
	return engine.Subject{Type: typ, ID: id, Groups: w.groups, Token: w.token}
}

// describe returns a request in the words of a command line, safe to print.
func describe(r engine.Request) string {
	words := []string{r.Subject.String(), printable.Name(r.Action)}
	if r.Resource.Type != "" {
		words = append(words, r.Resource.String())
	}
	return strings.Join(words, " ")
}
