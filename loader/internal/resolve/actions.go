package resolve

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/internal/globs"
	"github.com/rolecall/rolecall/loader/internal/diag"
	"github.com/rolecall/rolecall/loader/internal/dialect"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// action returns the newest name of the action of a permission. It reports an action
// that Grafana, or the declared version of it, does not know. A permission that is taken away
// need not exist.
func (r roleBlocks) action(written string, away bool, at hcl.Range) string {
	version := r.version()
	if version == "" || written == "" {
		return written
	}
	name := spelling(&r.List, written, at)
	if catalogue.Of(version).Actions[name] != nil {
		return name
	}
	report := func(detail string) { r.misfit(r.Warn, "Action without effect", detail, at) }
	if away {
		report = func(detail string) { r.Warn("Action without effect", detail, at) }
	}
	switch {
	case isAction(name):
		report(fmt.Sprintf("Grafana %s does not check %s, so it has no effect%s.", version, name, firstWith(func(v catalogue.Version) bool { return v.Actions[name] != nil }, version)))
	case catalogue.IsCoined(name):
		report(fmt.Sprintf("%s names a decision that Grafana makes without a permission: requests may use it, and no role can hold it.", name))
	case catalogue.IsOfPlugin(name):
		// Only the server knows the actions of its plugins.
	default:
		r.Error("Unknown action", fmt.Sprintf("Grafana has no action %q; actions are exact names, without wildcards.%s", written, cmp.Or(r.actionsLike(written), diag.DidYouMean(written, catalogue.Actions()))), at)
	}
	return name
}

// actionsLike returns a sentence with the actions that a pattern such as dashboards:*
// is meant for, with a space before it; empty for other texts.
func (r roleBlocks) actionsLike(pattern string) string {
	prefix, ok := strings.CutSuffix(pattern, "*")
	if !ok || prefix == "" {
		return ""
	}
	var like []string
	for name := range r.known().Actions {
		if strings.HasPrefix(name, prefix) {
			like = append(like, name)
		}
	}
	if slices.Sort(like); len(like) == 0 {
		return ""
	}
	return fmt.Sprintf(" Write a permission block for each: %s.", strings.Join(like, ", "))
}

// spelling returns the newest name of an action, which stands for the action in all
// versions. It reports an older name.
func spelling(l *diag.List, written string, at hcl.Range) string {
	name := catalogue.Newest(written)
	if name == "" && !isAction(written) {
		// Grafana's documentation has some actions with a dot where the
		// code has a colon: org.users.read, annotations.create.
		if dot := strings.LastIndexByte(written, '.'); dot > 0 && !strings.Contains(written, ":") {
			colon := written[:dot] + ":" + written[dot+1:]
			if newest := catalogue.Newest(colon); newest != "" {
				colon = newest
			}
			if isAction(colon) {
				name = colon
			}
		}
	}
	if name == "" {
		return written
	}
	l.Warn("Renamed action", fmt.Sprintf("The action %s is called %s here, for every version of Grafana; it is read as that.", written, name), at)
	return name
}

// isAction reports whether a role can hold an action in some version.
func isAction(name string) bool {
	_, found := slices.BinarySearch(catalogue.Actions(), name)
	return found
}

// firstWith returns the end of a sentence that names the first version for which a
// condition holds, or tells that it held for older versions than the given one.
func firstWith(holds func(catalogue.Version) bool, version schema.Version) string {
	for _, v := range schema.Versions {
		if holds(catalogue.Of(v)) {
			if v.Before(version) {
				return "; older versions did"
			}
			return fmt.Sprintf("; the first version here that does is %q", v)
		}
	}
	return ""
}

// checkScope reports a scope with which a permission cannot match: Grafana refuses the
// scope, or never checks the action on its kind.
func (r roleBlocks) checkScope(action, scope string, at hcl.Range) {
	version := r.version()
	if version == "" {
		return
	}
	scopes, known := r.known().Actions[action], r.known().Scopes
	if known.Globs && globs.Alternatives(scope) > globs.Max {
		r.Error("Pattern beyond limits", fmt.Sprintf("Matching %.100q has too many alternatives to try: a pattern may have %d. Alternatives in braces multiply, and a star counts as 10. Write several scopes instead.", scope, globs.Max), at)
		return
	}
	pattern, problem := dialect.Parse(known, scope)
	if problem != "" {
		r.Error("Invalid wildcard", problem, at)
		return
	}
	switch kinds := slices.DeleteFunc(slices.Clone(scopes), func(s string) bool { return s == "" }); {
	case len(scopes) == 0: // reported, or a plugin's
	case slices.Contains(known.Refused, scope):
		r.Error("Refused scope", fmt.Sprintf("Grafana %s refuses a role with the scope %q. Write scopes of dashboards or folders, or \"annotations:type:organization\".", version, scope), at)
	case len(kinds) == 0 && scope != "":
		r.misfit(r.Warn, "Scope without effect", fmt.Sprintf("%s does not apply to a single thing, so its scope %q changes nothing; leave scopes out.", action, scope), at)
	case len(kinds) == 0:
	case scope == "":
		r.missingScope(action, scopes, at)
	case known.Globs && scope == "*":
		r.Warn("Permission that never matches", fmt.Sprintf("In Grafana %s the scope * stands for a word without a colon, and every scope has one; write %s, or ** for everything.", version, alternatives(kinds)), at)
	case !slices.ContainsFunc(dialect.Specific(known, kinds), pattern):
		r.misfit(r.Warn, "Permission that never matches", fmt.Sprintf("No scope of %s is like %q, so the permission matches nothing; its scopes are %s.", action, scope, alternatives(kinds)), at)
	}
}

// misfit reports an action that the version does not have, or whose scopes are not like the one
// it has: with warn, or as an error where Grafana refuses such a role. It does from 10.2 on
// (changelog 10.2.0, pull request 73804: permission_validation_enabled is on).
func (r roleBlocks) misfit(warn func(summary, detail string, at hcl.Range), summary, detail string, at hcl.Range) {
	if r.known().Scopes.Checked {
		r.Error(summary, fmt.Sprintf("%s Grafana %s refuses such a role.", detail, r.version()), at)
	} else {
		warn(summary, detail, at)
	}
}

// missingScope reports a permission without scope whose action takes one.
func (r roleBlocks) missingScope(action string, scopes []string, at hcl.Range) {
	if len(scopes) > 0 && !slices.Contains(scopes, "") {
		r.misfit(r.Review, "Missing scope", fmt.Sprintf("Without a scope, %s matches only where Grafana checks the action without a scope; its scopes are %s.", action, alternatives(scopes)), at)
	}
}

// alternatives returns scopes as a message lists them.
func alternatives(scopes []string) string {
	return strings.Join(slices.DeleteFunc(slices.Clone(scopes), func(s string) bool { return s == "" }), ", ")
}
