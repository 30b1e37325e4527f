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
	return errors.New(p.String() + advice(view, r, p))
}

// CheckType returns an error for a type of resource that is not known.
func CheckType(view *engine.View, typ string) error {
	if _, known := view.Types(); slices.Contains(known, typ) {
		return nil
	}
	p := explain.Problem{Kind: explain.UnknownResourceType, Type: typ}
	return errors.New(p.String() + advice(view, engine.Request{}, p))
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

// advice returns what to write instead: a similar name, and what there is to choose from.
func advice(view *engine.View, r engine.Request, p explain.Problem) string {
	subjects, resources := view.Types()
	switch p.Kind {
	case explain.NoOrg:
		return choice("write --org with one of", view.Names("org", ""))
	case explain.UnknownOrg:
		orgs := view.Names("org", "")
		return meant("", p.Org, orgs) + choice("the orgs are", orgs)
	case explain.UnknownSubjectType:
		if r.Subject.ID == "" && slices.Contains(view.Names("user", ""), p.Type) {
			return "; did you mean " + printable.Name("user:"+p.Type)
		}
		if r.Subject.IsGroup() {
			return fmt.Sprintf(": a %s asks nothing itself; what-can %s lists what it gives", p.Type, r.Subject)
		}
		return meant("", p.Type, subjects) + choice("the types of subjects are", subjects)
	case explain.UnknownSubject:
		org := r.Org
		if p.Type == "user" {
			org = "" // users are of all orgs
		}
		known := view.Names(p.Type, org)
		if p.Type == "role" {
			known = append(known, basicRoles...)
		}
		return meant(p.Type+":", p.ID, known) + elsewhere(view, p.Type, p.ID)
	case explain.UnknownAction:
		return meant("", p.Action, view.Actions(""))
	case explain.UnknownResourceType:
		return meant("", p.Type, resources) + choice("the types of resources are", resources)
	case explain.DoesNotApply:
		return appliesTo(view, r, p, resources)
	case explain.Undeclared:
		typ := p.Type
		if typ == "member" {
			typ = "user"
		}
		names := view.Names(typ, p.Org)
		if p.ID == "" {
			return choice("name one", names)
		}
		return meant(typ+":", p.ID, names) + elsewhere(view, typ, p.ID)
	}
	return ""
}

// appliesTo returns the types of resources that an action applies to.
func appliesTo(view *engine.View, r engine.Request, p explain.Problem, resources []string) string {
	applies := slices.DeleteFunc(resources, func(typ string) bool { return !slices.Contains(view.Actions(typ), p.Action) })
	if i := slices.Index(applies, r.Resource.Type); i >= 0 { // it does, but not there
		if r.Resource.Folder == "" && r.Resource.Dashboard == "" {
			return fmt.Sprintf(", unless --in says where the %s is", p.Type)
		}
		applies = slices.Delete(applies, i, i+1)
	}
	if len(applies) == 0 {
		return ""
	}
	if r.Resource.Type == "" {
		return choice("name one of a type that it checks it on", applies) +
			"; check and who-can take --anywhere to ask whether there is at least one"
	}
	return choice("it checks it on", applies)
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

// meant offers the known name closest to an unknown one, if one is close.
func meant(before, unknown string, known []string) string {
	best := nearest.Name(unknown, slices.Values(known))
	if best == "" {
		return ""
	}
	return "; did you mean " + printable.Name(before+best)
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
	return "; " + words + ": " + strings.Join(listed, ", ")
}
