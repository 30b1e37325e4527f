package resolve

import (
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
	"golang.org/x/text/unicode/norm"

	"github.com/rolecall/rolecall/internal/scopes"
	"github.com/rolecall/rolecall/loader/internal/decode"
	"github.com/rolecall/rolecall/loader/internal/diag"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// A roleScope is where a permission of a role applies. Its text is what the data
// have, in which a name of one thing is one word.
type roleScope struct {
	text string
	// to is what a reference is to; nil for a string.
	to schema.Addr
}

// scopes resolves one item of a list of scopes: a string, or a reference to
// what it covers. A reference to a block with for_each is one to each of its
// instances.
func (r *resolver) scopes(action string, item valueAt) []roleScope {
	v := item.value
	if item.expr != nil {
		t, computedValue, state := r.look(item.expr)
		switch state {
		case failed:
			return nil
		case computed:
			v = computedValue
		case written:
			return r.scopesOfReference(action, t, item.at)
		}
	}
	if to := decode.TargetOf(v); to != nil {
		return r.scopeTo(action, to.Typ, to.Label, item.at)
	}
	if !v.IsNull() && v.Type() == cty.String {
		return r.scopeOfText(action, v.AsString(), item.at)
	}
	r.error("Scope expected", `Write a scope as a string here, as in "folders:*", or a reference to what it covers, as in folder.NAME.`, item.at)
	return nil
}

func (r *resolver) scopesOfReference(action string, t hcl.Traversal, at hcl.Range) []roleScope {
	label, ok := labelOf(t)
	typ := schema.Type(t.RootName())
	switch {
	case r.eval.Decls[typ] == nil:
		r.error("Wrong kind of reference", fmt.Sprintf("No scope covers %s.", diag.An(typ)), at)
		return nil
	case !ok:
		r.error("Malformed reference", fmt.Sprintf("A reference to %s has two parts, as in %s.NAME, and a key if the block has for_each.%s", diag.An(typ), typ, r.wellFormed(typ, t)), at)
		return nil
	}
	d := r.instances(typ, label, t)
	if d == nil {
		return r.scopeTo(action, typ, label, at)
	}
	var all []roleScope
	for i := range d.Keys {
		all = append(all, r.scopeTo(action, typ, d.LabelOf(i), at)...)
	}
	return all
}

// scopeTo is the scope that covers what a reference is to; none after an
// error. It covers that alone, whatever its name is.
func (r *resolver) scopeTo(action string, typ schema.Type, label string, at hcl.Range) []roleScope {
	named := func(kind, name string, to schema.Addr) []roleScope {
		text := r.nameScope(kind, name)
		r.checkScope(action, text, at)
		return []roleScope{{text, to}}
	}
	switch typ {
	case schema.FolderType:
		if ref := lookUp(r, label, at, typ, r.folders); ref != nil {
			return named(string(typ), ref.To.UID.Value, ref.To.Addr)
		}
	case schema.DashboardType:
		if ref := lookUp(r, label, at, typ, r.dashboards); ref != nil {
			return named(string(typ), ref.To.UID.Value, ref.To.Addr)
		}
	case schema.DataSourceType:
		if ref := lookUp(r, label, at, typ, r.dataSources); ref != nil {
			return named(string(typ), ref.To.UID.Value, ref.To.Addr)
		}
	case schema.TeamType:
		if ref := lookUp(r, label, at, typ, r.teams); ref != nil {
			return named(string(typ), ref.To.Name.Value, ref.To.Addr)
		}
	case schema.ServiceAccountType:
		if ref := lookUp(r, label, at, typ, r.serviceAccounts); ref != nil {
			return named(string(typ), ref.To.Name.Value, ref.To.Addr)
		}
	case schema.RoleType:
		if ref := lookUp(r, label, at, typ, r.roles); ref != nil {
			return named(string(typ), ref.To.UID.Value, ref.To.Addr)
		}
	case schema.UserType:
		if ref := lookUp(r, label, at, typ, r.users); ref != nil {
			// Users of the instance and members of an org have scopes of
			// their own kinds.
			kind := "member"
			if r.isServerWide(action) {
				kind = string(typ)
			}
			return named(kind, ref.To.Login.Value, ref.To.Addr)
		}
	default:
		r.error("Wrong kind of reference", fmt.Sprintf("No scope covers %s.", diag.An(typ)), at)
	}
	return nil
}

// nameScope is the scope of the one thing of a kind with a name, as the
// version's scopes begin.
func (r *resolver) nameScope(kind, name string) string {
	known := catalogue.Of(r.version())
	begins := known.Names[kind]
	if known.Parted[begins] {
		return begins + ":" + name
	}
	return scopes.Of(begins, name)
}

// scopeOfText is the scope that somebody wrote as Grafana does.
func (r *resolver) scopeOfText(action, text string, at hcl.Range) []roleScope {
	version := r.version()
	switch {
	case diag.HasForbidden(text):
		r.Diags = append(r.Diags, diag.Forbidden(at))
		return nil
	case version == "":
		return nil // the version is what is wrong
	case text != "" && !scopes.IsScope(text):
		r.error("Malformed scope", fmt.Sprintf("%q is not a scope of Grafana: a scope begins with what it is of and a colon, as in \"folders:*\" or \"users:id:eve\".", text), at)
		return nil
	}
	r.checkScope(action, text, at)
	if isPattern(version, text) {
		if version == globVersion {
			// Names have the percent sign as an escape.
			text = strings.ReplaceAll(text, "%", "%25")
		}
		return []roleScope{{text: text}}
	}
	return []roleScope{{text: r.wordScope(text)}}
}

// globVersion is the version whose scopes are globs.
const globVersion schema.Version = "8.0"

// isPattern reports whether a scope has wildcards.
func isPattern(version schema.Version, scope string) bool {
	if version == globVersion {
		return strings.ContainsAny(scope, `*?[]{}\`)
	}
	return strings.HasSuffix(scope, "*")
}

// wordScope is a scope without wildcards, the name in it being one word.
func (r *resolver) wordScope(text string) string {
	begins := ""
	for _, known := range catalogue.Of(r.version()).Names {
		if strings.HasPrefix(text, known+":") && len(known) > len(begins) {
			begins = known
		}
	}
	if begins == "" || catalogue.Of(r.version()).Parted[begins] {
		return text
	}
	name := text[len(begins)+1:]
	if names := catalogue.Of(r.version()).Names; begins == names["user"] || begins == names["member"] {
		name = r.storedLogin(name)
	}
	return scopes.Of(begins, name)
}

// lowerLogins makes logins and emails those that the version stores.
func (r *resolver) lowerLogins() {
	for _, user := range r.World.Users {
		user.Login.Value, user.Email.Value = r.storedLogin(user.Login.Value), r.storedLogin(user.Email.Value)
	}
}

// storedLogin is a login or email as the version stores it.
func (r *resolver) storedLogin(login string) string {
	if catalogue.Of(r.version()).LowerLogins {
		return norm.NFC.String(strings.ToLower(login))
	}
	return login
}
