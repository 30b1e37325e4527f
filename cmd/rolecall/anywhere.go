package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/cli"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/request"
	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/explain"
)

func anywhereFlag(cmd *cobra.Command, anywhere *bool) {
	cmd.Flags().BoolVar(anywhere, "anywhere", false, "ask whether there is at least one resource, and name some")
}

// maxNamed is how many resources an answer names.
const maxNamed = 10

// An onSome lists some of the resources that a subject is allowed an action on.
type onSome struct {
	Resources []engine.Resource `json:"resources"`
	// More reports whether there are others.
	More bool `json:"more,omitempty"`
}

// somewhere returns some of the resources that the subject of a request is allowed its
// action on. It leaves out what Grafana asks without a resource.
func somewhere(view *engine.View, r engine.Request) onSome {
	on := onSome{Resources: []engine.Resource{}}
	for item := range view.WhatCan(r).All() {
		switch {
		case item.Asks != "":
		case len(on.Resources) == maxNamed:
			on.More = true
			return on
		default:
			on.Resources = append(on.Resources, item.Resource)
		}
	}
	return on
}

func (on onSome) String() string {
	var named []string
	for _, r := range on.Resources {
		named = append(named, r.String())
	}
	if on.More {
		named = append(named, "…")
	}
	return "on at least one: " + strings.Join(named, ", ")
}

// askAnywhere opens the configuration for a request that must have no resource. A problem
// of the request is an error, but for the lack of a resource.
func (c *program) askAnywhere(ctx context.Context, words *request.Words, r *engine.Request, problem func(*engine.View, engine.Request) explain.Problem) (*engine.View, error) {
	if r.Resource != (engine.Resource{}) {
		return nil, fmt.Errorf("--anywhere takes no resource")
	}
	return c.ask(ctx, words, r, func(view *engine.View, r engine.Request) explain.Problem {
		p := problem(view, r)
		if p.Kind == explain.DoesNotApply {
			return explain.Problem{}
		}
		return p
	})
}

func (c *program) checkAnywhere(ctx context.Context, words *request.Words, asked engine.Request) error {
	view, err := c.askAnywhere(ctx, words, &asked, request.Problem)
	if err != nil {
		return err
	}
	on := somewhere(view, asked)
	allowed := len(on.Resources) > 0
	text := on.String()
	var reasons []string
	if !allowed {
		text = "on no resource"
		if reasons, err = nowhere(ctx, view, asked); err != nil {
			return err
		}
		reasons = c.Sources.Reasons(reasons)
	}
	if c.Format == output.JSON {
		err = c.WriteJSON(struct {
			FormatVersion int  `json:"format_version"`
			Decision      bool `json:"decision"`
			onSome
			Reasons []string `json:"reasons,omitempty"`
		}{output.FormatVersion, allowed, on, reasons})
	} else {
		asked := asked.Subject.String() + " " + output.OneLine(asked.Action)
		lines := append([]string{fmt.Sprintf("%s: %s, %s", output.Answer(c.Out, allowed), asked, text)}, output.Lines(reasons)...)
		_, err = fmt.Fprintln(c.Out, strings.Join(lines, "\n  "))
	}
	if err == nil && !allowed {
		return cli.ErrNegative
	}
	return err
}

// nowhere returns why the subject of a request is allowed its action on no resource: the
// reasons for one resource of the first type that has any.
func nowhere(ctx context.Context, view *engine.View, r engine.Request) ([]string, error) {
	if p := request.SubjectProblem(view, r); p.Kind != "" {
		return []string{p.String()}, nil
	}
	_, types := view.Types()
	for _, typ := range types {
		r.Resource = engine.Resource{Type: typ}
		if names := view.Names(typ, r.Org); len(names) > 0 {
			r.Resource.ID = names[0]
		}
		if r.IsBare() || view.Problem(r).Kind != "" { // it does not apply, or none is declared
			continue
		}
		decision, err := view.Evaluate(ctx, r)
		for i := range decision.Reasons {
			decision.Reasons[i] = fmt.Sprintf("for example on %s: %s", r.Resource, decision.Reasons[i])
		}
		return decision.Reasons, err
	}
	return []string{"the configuration declares no resource that Grafana checks it on"}, nil
}

func (c *program) whoCanAnywhere(ctx context.Context, words *request.Words, asked engine.Request) error {
	view, err := c.askAnywhere(ctx, words, &asked, (*engine.View).Problem)
	if err != nil {
		return err
	}
	allowed := []whoSomewhere{}
	types, _ := view.Types()
	for _, typ := range types {
		for _, subject := range subjectsOf(view, typ, asked.Org) {
			if err := ctx.Err(); err != nil {
				return err
			}
			r := asked
			r.Subject = subject
			if on := somewhere(view, r); len(on.Resources) > 0 {
				allowed = append(allowed, whoSomewhere{typ, subject.ID, on})
			}
		}
	}
	if c.Format == output.JSON {
		err = c.WriteJSON(struct {
			FormatVersion int            `json:"format_version"`
			Subjects      []whoSomewhere `json:"subjects"`
		}{output.FormatVersion, allowed})
	} else {
		for _, who := range allowed {
			fmt.Fprintf(c.Out, "%s, %s\n", engine.Subject{Type: who.Type, ID: who.ID}, who.onSome)
		}
	}
	if err != nil || len(allowed) > 0 {
		return err
	}
	if c.Format != output.JSON {
		fmt.Fprintln(c.Err, "Nobody may do this on any resource.")
	}
	return cli.ErrNegative
}

// A whoSomewhere is a subject that is allowed an action on some resources.
type whoSomewhere struct {
	Type string `json:"type"`
	ID   string `json:"id,omitempty"`
	onSome
}

// subjectsOf returns the subjects of a type that can ask in an org: all users, as a user may
// have rights in an org without being in it, and the other subjects of the org. A type whose
// subjects have no names has one.
func subjectsOf(view *engine.View, typ, org string) []engine.Subject {
	if _, resources := view.Types(); !slices.Contains(resources, typ) {
		return []engine.Subject{{Type: typ}}
	}
	if typ == "user" {
		org = ""
	}
	var subjects []engine.Subject
	for _, id := range view.Names(typ, org) {
		subjects = append(subjects, engine.Subject{Type: typ, ID: id})
	}
	return subjects
}
