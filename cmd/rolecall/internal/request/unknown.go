package request

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/internal/nearest"
	"github.com/rolecall/rolecall/internal/printable"
)

// SubjectProblem returns the problem of the org, the subject and the action of a request. A
// team or role asks nothing itself.
func SubjectProblem(view *engine.View, r engine.Request) explain.Problem {
	if r.Subject.IsGroup() {
		return explain.Problem{Kind: explain.UnknownSubjectType, Type: r.Subject.Type}
	}
	r.Subject.Groups = nil // a group is never a problem, and the policies decide a session
	return view.WhatCan(r).Problem
}

// Problem returns the problem of a request, first that of its subject.
func Problem(view *engine.View, r engine.Request) explain.Problem {
	if p := SubjectProblem(view, r); p.Unknown() {
		return p
	}
	return view.Problem(r)
}

// Check returns an error for a request with a problem, if something in the request is not
// known, and for a place or a creator that is not known. With --allow-unknown it returns
// none. It writes a warning for each group that nothing names.
func (w *Words) Check(ctx context.Context, view *engine.View, r engine.Request, p explain.Problem, warnings io.Writer) error {
	if err := w.checkSession(r.Subject); err != nil {
		return err
	}
	groups, err := view.UnknownGroups(ctx, r)
	if err != nil {
		return err
	}
	for _, group := range groups {
		fmt.Fprintln(warnings, printable.Line(fmt.Sprintf("Warning: no team and no org_mapping names the group %q", group)))
	}
	if w.allowUnknown {
		return nil
	}
	if in := undeclaredPlace(view, r); !p.Unknown() || p.Kind == explain.Undeclared && in.Kind != "" {
		p = in
	}
	creator := engine.Request{Subject: engine.Subject{Type: "user", ID: r.Resource.CreatedBy}, Org: r.Org}
	if problem := SubjectProblem(view, creator); p.Kind == "" && r.Resource.CreatedBy != "" && problem.Kind == explain.UnknownSubject {
		p = problem
	}
	if !p.Unknown() {
		return nil
	}
	return problemError(view, r, p)
}

// problemError returns a problem as an error, with what to write instead.
func problemError(view *engine.View, r engine.Request, p explain.Problem) error {
	if p.Kind == explain.NoOrg {
		if orgs := view.Names("org", ""); len(orgs) > 0 {
			return errors.New("the configuration declares several orgs, so name the one to ask in with " + choice("--org", orgs))
		}
		return errors.New("the configuration declares no org")
	}
	return errors.New(p.String() + advice(view, r, p))
}

// checkSession returns an error for --group or --token with a subject that has no session
// with it, which would be ignored.
func (w *Words) checkSession(s engine.Subject) error {
	switch {
	case s.IsGroup() && len(w.groups) > 0:
		return fmt.Errorf("--group is about the session of a user, and a %s has none; leave it out", s.Type)
	case s.IsGroup() && w.token != "":
		return fmt.Errorf("--token is about a service account, and a %s has none; leave it out", s.Type)
	}
	return nil
}

// CheckType returns an error for a type of resource that is not known.
func CheckType(view *engine.View, typ string) error {
	if _, known := view.Types(); slices.Contains(known, typ) {
		return nil
	}
	p := explain.Problem{Kind: explain.UnknownResourceType, Type: typ}
	return problemError(view, engine.Request{}, p)
}

// undeclaredPlace returns the problem of a folder or dashboard that a resource is said to
// be in, and that is not declared.
func undeclaredPlace(view *engine.View, r engine.Request) explain.Problem {
	for _, place := range []engine.Resource{{Type: "folder", ID: r.Resource.Folder}, {Type: "dashboard", ID: r.Resource.Dashboard}} {
		if place.ID == "" {
			continue
		}
		for _, action := range view.Actions(place.Type) {
			p := view.Problem(engine.Request{Org: r.Org, Action: action, Resource: place})
			if p.Kind == explain.Undeclared {
				return p
			}
			if p.Kind != explain.DoesNotApply { // to General
				break
			}
		}
	}
	return explain.Problem{}
}

// advice returns what to write instead, to put behind a problem: a similar name, and what
// there is to choose from.
func advice(view *engine.View, r engine.Request, p explain.Problem) string {
	subjects, resources := view.Types()
	switch p.Kind {
	case explain.UnknownOrg:
		orgs := view.Names("org", "")
		return behind(meant("", p.Org, orgs), choice("the orgs are", orgs))
	case explain.UnknownSubjectType:
		if r.Subject.ID == "" && slices.Contains(view.Names("user", ""), p.Type) {
			return behind(question("user:" + p.Type))
		}
		if r.Subject.IsGroup() {
			return fmt.Sprintf(": a %s asks nothing itself; what-can %s lists what it gives", p.Type, r.Subject)
		}
		return behind(meant("", p.Type, subjects), choice("the types of subjects are", subjects))
	case explain.UnknownSubject:
		org := r.Org
		if p.Type == "user" {
			org = "" // users are of all orgs
		}
		known := view.Names(p.Type, org)
		if p.Type == "role" {
			known = view.Roles(org)
		}
		return behind(meant(p.Type+":", p.ID, known), elsewhere(view, p.Type, p.ID))
	case explain.UnknownAction:
		return behind(meant("", p.Action, view.Actions("")))
	case explain.UnknownResourceType:
		return behind(meant("", p.Type, resources), choice("the types of resources are", resources))
	case explain.NoID:
		return behind("write " + p.Type)
	case explain.DoesNotApply:
		return behind(appliesTo(view, r, p))
	case explain.Undeclared:
		typ := p.Type
		if typ == "member" {
			typ = "user"
		}
		names := view.Names(typ, p.Org)
		if p.ID == "" {
			return behind(choice("name one", names))
		}
		return behind(meant(typ+":", p.ID, names), elsewhere(view, typ, p.ID))
	}
	return ""
}

// appliesTo returns the types of resources that an action applies to.
func appliesTo(view *engine.View, r engine.Request, p explain.Problem) string {
	_, types := view.Types()
	applies := slices.DeleteFunc(types, func(typ string) bool { return !slices.Contains(view.Actions(typ), p.Action) })
	if i := slices.Index(applies, r.Resource.Type); i >= 0 { // it does, but not there
		if r.Resource.Folder == "" && r.Resource.Dashboard == "" {
			return fmt.Sprintf("write --in to tell where the %s is", strings.TrimPrefix(p.Type, "the "))
		}
		applies = slices.Delete(applies, i, i+1)
	}
	asks := view.Asks(p.Action)
	if asks != "" {
		applies = slices.DeleteFunc(applies, func(typ string) bool { return typ == "org" })
	}
	switch {
	case asks != "" && len(applies) == 0:
		return fmt.Sprintf("leave the resource out to ask this: %s", asks)
	case len(applies) == 0:
		return ""
	case p.Type == "":
		return choice("name a resource of one of these types", applies) +
			"; check and who-can take --anywhere to ask whether there is at least one"
	}
	return choice("it checks it on resources of these types", applies)
}

// elsewhere returns the orgs that declare a subject or resource.
func elsewhere(view *engine.View, typ, id string) string {
	if typ == "user" || typ == "org" {
		return ""
	}
	orgs := slices.DeleteFunc(view.Names("org", ""), func(org string) bool {
		_, found := slices.BinarySearch(view.Names(typ, org), id)
		return !found
	})
	if len(orgs) == 0 {
		return ""
	}
	return choice("it is in org", orgs)
}

// behind returns what to put behind a problem: a question, if it is not empty, and a clause.
func behind(parts ...string) string {
	text := ""
	for _, part := range parts {
		switch {
		case part == "":
		case strings.HasSuffix(text, "?"):
			text += " " + strings.ToUpper(part[:1]) + part[1:]
		default:
			text += "; " + part
		}
	}
	return text
}

// question asks whether a name is meant.
func question(name string) string { return "did you mean " + printable.Name(name) + "?" }

// meant asks whether the known name closest to an unknown one is meant, if one is close.
func meant(before, unknown string, known []string) string {
	best := nearest.Name(unknown, slices.Values(known))
	if best == "" {
		return ""
	}
	return question(before + best)
}

// maxChoice is how many names are listed.
const maxChoice = 20

// choice lists names after some words.
func choice(words string, names []string) string {
	listed := make([]string, 0, maxChoice+1)
	for _, name := range names[:min(len(names), maxChoice)] {
		listed = append(listed, printable.Name(name))
	}
	switch more := len(names) - len(listed); {
	case len(names) == 0:
		listed = append(listed, "none")
	case more > 0:
		listed = append(listed, fmt.Sprintf("and %d more", more))
	}
	return words + ": " + strings.Join(listed, ", ")
}
