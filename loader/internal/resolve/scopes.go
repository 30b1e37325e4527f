package resolve

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/rolecall/rolecall/internal/document"
	"github.com/rolecall/rolecall/internal/scopes"
	"github.com/rolecall/rolecall/loader/internal/diag"
	"github.com/rolecall/rolecall/loader/internal/expr"
	"github.com/rolecall/rolecall/loader/internal/refer"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// A roleScope is where a permission of a role applies. Its text is as in the data, in
// which a name of one thing is one word.
type roleScope struct {
	text string
	// to is the thing that a reference names; the zero Addr for a string.
	to schema.Addr
}

// scopes resolves one item of a list of scopes: a string, or a reference to the
// thing it covers. A reference to a block with for_each is one to each of its
// instances.
func (r roleBlocks) scopes(action string, item refer.Item) []roleScope {
	v := item.Value
	if item.Expr != nil {
		t, computed, state := r.Look(item.Expr)
		switch state {
		case refer.Failed:
			return nil
		case refer.Computed:
			v = computed
		case refer.Written:
			return r.scopesOfReference(action, t, item.At)
		}
	}
	if to := expr.TargetOf(v); to != nil {
		return r.scopeTo(action, *to, item.At)
	}
	if !v.IsNull() && v.Type() == cty.String {
		return r.scopeOfText(action, v.AsString(), item.At)
	}
	r.Error("Scope expected", `Write a scope as a string here, as in "folders:*", or a reference to the thing it covers, as in folder.NAME.`, item.At)
	return nil
}

func (r roleBlocks) scopesOfReference(action string, t hcl.Traversal, at hcl.Range) []roleScope {
	label, ok := refer.LabelOf(t)
	typ := schema.Type(t.RootName())
	if ok || !r.IsType(typ) {
		if d := r.Instances(typ, label, t); d != nil {
			var all []roleScope
			for i := range d.Keys {
				all = append(all, r.scopeTo(action, schema.Addr{Type: typ, Label: d.LabelOf(i)}, at)...)
			}
			return all
		}
		return r.scopeTo(action, schema.Addr{Type: typ, Label: label}, at)
	}
	r.Malformed(typ, t, at)
	return nil
}

// scopable are the types of block that a scope can be a reference to.
var scopable = []schema.Type{
	schema.FolderType, schema.DashboardType, schema.DataSourceType, schema.TeamType, schema.ServiceAccountType,
	schema.RoleType, schema.UserType,
}

// scopeTo returns the scope that covers the referenced thing alone; none after an
// error.
func (r roleBlocks) scopeTo(action string, to schema.Addr, at hcl.Range) []roleScope {
	if !slices.Contains(scopable, to.Type) {
		r.Error("Wrong kind of reference", fmt.Sprintf("No scope covers %s.", diag.An(to.Type)), at)
		return nil
	}
	thing := r.Thing(to.Type, to.Label, at)
	if thing == nil {
		return nil
	}
	kind := string(to.Type)
	if to.Type == schema.UserType && !r.known().ServerWide(action) {
		kind = catalogue.Member // members of an org have scopes of their own kind
	}
	text := r.nameScope(kind, thing.GrafanaName().Value)
	r.checkScope(action, text, at)
	return []roleScope{{text, to}}
}

// nameScope returns the scope of the one thing of a kind with a name.
func (r roleBlocks) nameScope(kind, name string) string {
	known := r.known()
	begins := known.Names[kind]
	if known.Parted[begins] {
		return begins + ":" + name
	}
	return scopes.Of(begins, name)
}

// scopeOfText returns a scope in Grafana's notation.
func (r roleBlocks) scopeOfText(action, text string, at hcl.Range) []roleScope {
	version := r.version()
	switch {
	case r.Forbid(text, at):
		return nil
	case version == "":
		return nil // the unknown version is reported
	case text != "" && !scopes.IsScope(text):
		r.Error("Malformed scope", fmt.Sprintf("%q is not a scope of Grafana: a scope begins with a kind and a colon, as in \"folders:*\" or \"users:id:eve\".", text), at)
		return nil
	}
	r.checkScope(action, text, at)
	dialect := r.known().Scopes
	if isPattern(dialect, text) {
		if dialect.Globs {
			// In names, the percent sign is an escape.
			text = strings.ReplaceAll(text, "%", "%25")
		}
		return []roleScope{{text: text}}
	}
	r.nearlyDeclared(text, at)
	return []roleScope{{text: r.wordScope(text)}}
}

// nearlyDeclared warns about a scope of one thing that is not declared, if the name of
// a declared one is close.
func (r roleBlocks) nearlyDeclared(text string, at hcl.Range) {
	for _, typ := range scopable {
		for _, kind := range []string{string(typ), "member"} {
			name, ok := strings.CutPrefix(text, r.known().Names[kind]+":")
			if !ok || kind == "member" && typ != schema.UserType || name == schema.General {
				continue
			}
			declared := r.namesOf(typ)
			if typ == schema.UserType {
				name = storedLogin(r.known(), name)
			}
			if declared[name] {
				return
			}
			if more := r.Eval.DidYouMean(name, len(declared), maps.Keys(declared)); more != "" {
				r.Review("Scope of nothing declared", fmt.Sprintf("No %s with the %s %q is declared.%s", typ, typ.NameAttribute(), name, more), at)
				return
			}
		}
	}
}

// namesOf returns Grafana's names for the declared things of a type.
func (a *attributes) namesOf(typ schema.Type) map[string]bool {
	if a.byType == nil {
		a.byType = map[schema.Type]map[string]bool{}
		a.world.Things(func(thing schema.Thing) bool {
			typ := thing.Declared().Addr.Type
			if a.byType[typ] == nil {
				a.byType[typ] = map[string]bool{}
			}
			a.byType[typ][thing.GrafanaName().Value] = true
			return true
		})
	}
	return a.byType[typ]
}

// isPattern reports whether a scope has wildcards.
func isPattern(dialect catalogue.Dialect, scope string) bool {
	if dialect.Globs {
		return strings.ContainsAny(scope, `*?[]{}\`)
	}
	return strings.HasSuffix(scope, "*")
}

// wordScope returns a scope without wildcards, with its name as one word.
func (r roleBlocks) wordScope(text string) string {
	begins := ""
	for _, known := range r.known().Names {
		if strings.HasPrefix(text, known+":") && len(known) > len(begins) {
			begins = known
		}
	}
	if begins == "" || r.known().Parted[begins] {
		return text
	}
	name := text[len(begins)+1:]
	if names := r.known().Names; begins == names["user"] || begins == names["member"] {
		name = storedLogin(r.known(), name)
	}
	return scopes.Of(begins, name)
}

// storedLogin returns a login or email as a version of Grafana stores it.
func storedLogin(known catalogue.Version, login string) string {
	if known.LowerLogins {
		return document.LowerCase(login)
	}
	return login
}
