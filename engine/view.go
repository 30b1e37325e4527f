package engine

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/open-policy-agent/opa/v1/bundle"

	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/engine/internal/access"
	"github.com/rolecall/rolecall/engine/internal/bundlefile"
	"github.com/rolecall/rolecall/engine/internal/derive"
	"github.com/rolecall/rolecall/engine/internal/fastpath"
	"github.com/rolecall/rolecall/engine/internal/policy"
	"github.com/rolecall/rolecall/schema"
)

// A View is one configuration, as it was loaded. It never changes, so all of its
// answers are about the same configuration. It is safe for concurrent use.
//
// The zero View and a nil one have no configuration: methods that return an error
// return one, lists have a Problem, and all other results are empty.
type View struct {
	matcher *access.Matcher
	plain   *fastpath.Index
	whatIf  *derive.WhatIf
	// warnings are about files.
	warnings hcl.Diagnostics
	files    map[string]*hcl.File
	// world is nil unless it is kept.
	world *schema.World
	// parts makes the parts of the bundle each time, as they may be much larger
	// than the index. revision makes them once, unless it is known.
	parts    func() *policy.Parts
	revision func() string
	// path is the folder or bundle that was opened, absolute; empty for none.
	path string
	// modules are the policies.
	modules []bundle.ModuleFile
	// documents makes the data of the bundle below its root, without what was
	// compiled for looking decisions up.
	documents func() (map[string]any, error)
	// observer is nil if nobody observes decisions.
	observer func(context.Context, Observation)
}

// Check decides one request. It denies what is not known or not declared.
//
// The error is the context's, or that of the policies of a bundle which do not
// decide a session; the decision then denies. Check allocates nothing, except for
// sessions with external groups. The first request in a session takes longer: the
// policies are evaluated for it.
func (v *View) Check(ctx context.Context, r Request) (Decision, error) { return v.check(ctx, &r) }

func (v *View) check(ctx context.Context, r *Request) (Decision, error) {
	if err := v.asked(ctx); err != nil {
		return Decision{}, err
	}
	if v.observer != nil {
		return v.observed(ctx, r)
	}
	allowed, err := v.decide(ctx, r)
	return Decision{Allowed: allowed}, err
}

// CheckAll decides many requests. Decision i belongs to request i.
//
// The errors are those of Check; there are no decisions then.
func (v *View) CheckAll(ctx context.Context, requests []Request) ([]Decision, error) {
	if err := v.asked(ctx); err != nil {
		return nil, err
	}
	decisions := make([]Decision, len(requests))
	for i := range requests {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		r := requests[i]
		var err error
		if v.observer != nil {
			decisions[i], err = v.observed(ctx, &r)
		} else {
			decisions[i].Allowed, err = v.decide(ctx, &r)
		}
		if err != nil {
			return nil, err
		}
	}
	return decisions, nil
}

// Evaluate decides one request, as Check does, and gives the reasons.
func (v *View) Evaluate(ctx context.Context, r Request) (Evaluation, error) {
	if err := v.asked(ctx); err != nil {
		return Evaluation{}, err
	}
	if v.observer == nil {
		return v.evaluate(ctx, r)
	}
	start := time.Now()
	e, err := v.evaluate(ctx, r)
	if err != nil {
		return Evaluation{}, err
	}
	told := Evaluation{Decision: e.Decision, Reasons: slices.Clone(e.Reasons)}
	v.observer(ctx, Observation{Request: r, Evaluation: told, Duration: time.Since(start)})
	return e, nil
}

// observed decides a request and tells the observer.
func (v *View) observed(ctx context.Context, r *Request) (Decision, error) {
	asked, start := *r, time.Now()
	allowed, err := v.decide(ctx, r)
	if err != nil {
		return Decision{}, err
	}
	d := Decision{Allowed: allowed}
	v.observer(ctx, Observation{Request: asked, Evaluation: Evaluation{Decision: d}, Duration: time.Since(start)})
	return d, nil
}

// Explain decides a request and gives everything that the decision rests on. It
// takes much longer than Check: it looks at every grant, and for a denial it tries
// changes of the configuration out.
//
// The error is the context's.
func (v *View) Explain(ctx context.Context, r Request) (explain.Explanation, error) {
	if err := v.asked(ctx); err != nil {
		return explain.Explanation{}, err
	}
	return v.explain(ctx, r)
}

// WhoCan lists the declared subjects that are allowed a request: AuthZEN's subject
// search. The subject of the request does not count.
//
// The list has users, in the org or not, and the service accounts, API keys and
// anonymous access of the org, ordered by type and then by id. The id of a user is
// the login. Tokens and sessions with external groups are not declared, so the list
// has none.
func (v *View) WhoCan(r Request) List[Subject] {
	if v.ready() != nil {
		return List[Subject]{Problem: noConfiguration}
	}
	return v.whoCan(r)
}

// WhatCan lists everything that the subject of a request is allowed in the org:
// AuthZEN's resource search, for all actions at once. If the request has an action,
// the list is about that action alone. The resource of the request does not count.
//
// The list names every declared resource, and also the users, the other orgs and
// the roles, fixed ones included. An org without id is the org of the request. A
// kind of resource that a configuration cannot declare is named once, without id.
// The list is ordered by action, type and id. It is made while it is iterated over:
// the list of an org Admin in a large configuration has millions of items.
func (v *View) WhatCan(r Request) List[Access] {
	if v.ready() != nil {
		return List[Access]{Problem: noConfiguration}
	}
	return v.whatCan(r)
}

// Problem returns why a request cannot be allowed for any subject: its action is
// not known or does not apply to such a resource, or something in it is not
// declared. Otherwise the Problem has no Kind. WhoCan gives the same Problem.
func (v *View) Problem(r Request) explain.Problem {
	if v.ready() != nil {
		return noConfiguration
	}
	q, p := v.matcher.MatchAccess(&r)
	return q.Problem(p)
}

// Actions returns the actions that Grafana checks on resources of a type, by their
// newest names, sorted. The type "org" is the org itself. It returns none for a
// type that is not known.
func (v *View) Actions(resourceType string) []string {
	if v.ready() != nil {
		return nil
	}
	return v.matcher.ActionsOf(resourceType)
}

// Members returns the users that count as members of a team, ordered by login: the
// users in its lists, and its creator where that makes a member. Disabled users and
// users outside the org do not count. The org goes by its label or name, the team
// by its name. An unknown org or team has no members.
func (v *View) Members(org, team string) []Subject {
	if v.ready() != nil {
		return nil
	}
	o := v.matcher.Org(org)
	if o == nil {
		return nil
	}
	var members []Subject
	for _, login := range v.matcher.Members(o, team) {
		members = append(members, Subject{Type: "user", ID: login})
	}
	return members
}

// Warnings returns the warnings about the configuration, and the files that they
// are about, by path below the root of the configuration. Both are empty for a
// bundle. The files have their text and the names of the blocks around the
// warnings, for printing source lines, but no Body. Neither must be changed.
func (v *View) Warnings() (hcl.Diagnostics, map[string]*hcl.File) {
	if v.ready() != nil {
		return nil, nil
	}
	return v.warnings, v.files
}

// World returns the world that was loaded, with the option WithWorld. It is nil
// without that option, and for a bundle. It must not be changed.
func (v *View) World() *schema.World {
	if v.ready() != nil {
		return nil
	}
	return v.world
}

// Bundle returns the policies and the configuration as a bundle, with which plain
// OPA decides as the View does. The same configuration gives the same bundle. It
// must not be changed. Each call makes it anew, which takes about as long as
// opening took.
func (v *View) Bundle() *bundle.Bundle {
	if v.ready() != nil {
		return nil
	}
	b, err := v.parts().Bundle()
	if err != nil {
		panic(err) // the same documents have just been written
	}
	return b
}

// Revision identifies the configuration and the policies by their content. The
// first call takes as long as Bundle.
func (v *View) Revision() string {
	if v.ready() != nil {
		return ""
	}
	return v.revision()
}

// Policies returns the modules of the bundle. They must not be changed.
func (v *View) Policies() []bundle.ModuleFile {
	if v.ready() != nil {
		return nil
	}
	return v.modules
}

// Data returns the data of the bundle, without what was compiled in it for looking
// decisions up: Rego that replaces a part of the configuration decides by the
// replaced one. Each call makes the data anew. The error tells that nothing was
// loaded.
func (v *View) Data() (map[string]any, error) {
	if err := v.ready(); err != nil {
		return nil, err
	}
	documents, err := v.documents()
	return map[string]any{policy.Root: documents}, err
}

// Path returns the absolute path of the folder or bundle that was opened. It is
// empty for a View of a file system, a world or a bundle in memory.
func (v *View) Path() string {
	if v.ready() != nil {
		return ""
	}
	return v.path
}

// WriteBundle writes the bundle such that plain OPA reads it: as an archive if path
// ends in .tar.gz, otherwise as a folder. The same configuration gives the same
// bytes, also if it was opened from a bundle.
//
// The path must be empty, absent, or have a bundle of rolecall, which is replaced
// as a whole. After an error, and if the program ends at any time, the path has
// what it had before. The bundle is opened and compared before it gets its place.
// Several writers of one path, also of several programs, wait for each other.
//
// While a bundle is written, it has a name in the folder of path that begins with a
// dot. A mount point and the working directory cannot be replaced. On systems other
// than Linux and macOS, and in file systems that cannot exchange two names, there
// is no folder at path for a moment.
func (v *View) WriteBundle(path string) error {
	if err := v.ready(); err != nil {
		return fmt.Errorf("write bundle: %w", err)
	}
	p := v.parts()
	files := p.Files()
	replaceable := func(c bundlefile.Content) error { return mayReplace(p, c, files) }
	if err := bundlefile.Write(path, files, replaceable, func(path string) error { return opens(p, path) }); err != nil {
		return fmt.Errorf("write bundle: %w", err)
	}
	return nil
}
