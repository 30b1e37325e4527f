package inventory

import (
	"github.com/rolecall/rolecall/internal/scopes"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// PermissionAt returns a permission at a scope as Grafana has it, of which a number or uid may be that of one thing.
// Find returns the thing of a type with a number or uid; nil if there is none. A scope of a thing that has a number in
// Grafana and that is not found stays as it is, as do wildcards. PermissionAt returns false for a scope that a
// configuration has no words for: one of a thing whose name would be read as something else.
func (s Settings) PermissionAt(action, scope string, find func(typ schema.Type, id string) Thing) (Permission, bool) {
	plain := Permission{Action: action, Scope: scope}
	known := catalogue.Of(s.Version.Release())
	typ, refers, begins := known.Scoped(scope)
	if typ == "" {
		return plain, true
	}
	thing := find(typ, scope[len(begins)+1:])
	if thing == nil {
		return plain, true
	}
	name := thing.GrafanaName()
	if typ == schema.UserType {
		if refers = catalogue.Member; known.ServerWide(action) {
			refers = string(typ)
		}
	}
	if known.Names[refers] == begins {
		text := begins + ":" + name
		if !known.Parted[begins] {
			text = scopes.Of(begins, name)
		}
		return Permission{Action: action, Scope: text, To: thing}, true
	}
	// A reference would be another scope.
	plain.Scope = begins + ":" + name
	return plain, scopes.Word(name) == name
}
