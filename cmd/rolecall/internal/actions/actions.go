// Package actions lists the actions of a version of Grafana by the type of resource, with what
// they allow and the roles that have them by default.
package actions

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"reflect"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/internal/document"
	"github.com/rolecall/rolecall/loader"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// A Type is a type of resource with the actions that Grafana checks on such resources.
type Type struct {
	Type    string   `json:"type"`
	Actions []Action `json:"actions"`
}

// An Action is an action on a type of resource.
type Action struct {
	Action string `json:"action"`
	// Meaning is a sentence about what the action allows.
	Meaning string `json:"meaning"`
	// Roles lists who has the action by default: org roles, lowest first, and then ServerAdmin.
	// A role has it if it is allowed on some resource which has the permissions that it was
	// created with, and which somebody else has created. The list is never nil.
	Roles []string `json:"roles"`
}

// ServerAdmin stands among the roles of an Action for the admins of the server.
const ServerAdmin = "server admin"

// roles are the org roles, lowest first.
var roles = []schema.OrgRole{schema.NoBasicRole, schema.Viewer, schema.Editor, schema.Admin}

// Default returns the lowest org role that has the action, if all higher ones have it too, and
// otherwise all that have it. It returns ServerAdmin if no org role has it, and "nobody" if
// nobody has.
func (a Action) Default() string {
	orgRoles := slices.DeleteFunc(slices.Clone(a.Roles), func(role string) bool { return role == ServerAdmin })
	var from []string
	for _, role := range roles {
		if len(from) > 0 || slices.Contains(orgRoles, string(role)) {
			from = append(from, string(role))
		}
	}
	switch {
	case len(a.Roles) == 0:
		return "nobody"
	case len(orgRoles) == 0:
		return ServerAdmin
	case slices.Equal(orgRoles, from):
		return from[0]
	}
	return strings.Join(orgRoles, ", ")
}

// Write writes types as text.
func Write(out io.Writer, types []Type) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.DiscardEmptyColumns)
	for i, typ := range types {
		if i > 0 {
			fmt.Fprintln(table)
		}
		fmt.Fprintln(table, typ.Type)
		for _, a := range typ.Actions {
			fmt.Fprintf(table, "  %s\t%s\t%s\n", a.Action, a.Default(), a.Meaning)
		}
	}
	return table.Flush()
}

// OfView lists the actions under the version and the settings of a configuration or bundle.
func OfView(ctx context.Context, view *engine.View) ([]Type, document.Grafana, error) {
	var grafana document.Grafana
	data, err := view.Data()
	if err != nil {
		return nil, grafana, err
	}
	world := data["rolecall"].(map[string]any)["world"].(map[string]any)
	raw, err := json.Marshal(world["grafana"])
	if err == nil {
		err = json.Unmarshal(raw, &grafana)
	}
	if err != nil {
		return nil, grafana, err
	}
	types, err := Of(ctx, grafana)
	return types, grafana, err
}

//go:embed bare.hcl
var bare embed.FS

// Of lists the actions under the settings of a server.
func Of(ctx context.Context, g document.Grafana) ([]Type, error) {
	server := schema.Grafana{Version: schema.Version(g.Version), FeatureToggles: slices.AppendSeq([]string{}, maps.Keys(g.FeatureToggles))}
	variables, err := json.Marshal(map[string]any{"grafana": g, "toggles": server.FeatureToggles, "has": blocksOf(&server)})
	if err != nil {
		return nil, err
	}
	w, diags := loader.LoadContext(ctx, bare, loader.WithVariableFile("settings.json", variables))
	if diags.HasErrors() {
		return nil, fmt.Errorf("ask about roles: %w", diags)
	}
	none := server.Version.AtLeast(schema.NoBasicRoleSince)
	for _, org := range w.Orgs {
		for i, m := range org.Members {
			if none && m.User.To.Addr.Label == "none" {
				org.Members[i].Role = schema.NoBasicRole // older versions have no list for it
			}
		}
	}
	eng, err := engine.FromWorld(ctx, w)
	if err != nil {
		return nil, fmt.Errorf("ask about roles: %w", err)
	}
	a := asked{eng.View(), none}
	var types []Type
	_, resources := a.view.Types()
	for _, name := range resources {
		typ := Type{Type: name}
		for _, action := range a.view.Actions(name) {
			roles, err := a.roles(ctx, action, name)
			if err != nil {
				return nil, err
			}
			typ.Actions = append(typ.Actions, Action{action, catalogue.Meaning(action), roles})
		}
		if len(typ.Actions) > 0 {
			types = append(types, typ)
		}
	}
	return types, nil
}

// blocksOf returns the types of blocks that a server has.
func blocksOf(server *schema.Grafana) []string {
	var has []string
	for _, f := range schema.ShapeOf(reflect.TypeFor[schema.Blocks]()).Blocks {
		b := f.Block
		if server.Version.AtLeast(b.Since) && (b.Until == "" || server.Version.Before(b.Until)) && (b.Needs == "" || server.FineGrained()) {
			has = append(has, f.Name)
		}
	}
	return has
}

// An asked is the configuration in bare.hcl.
type asked struct {
	view *engine.View
	// none reports whether the server has the role None.
	none bool
}

// roles returns who is allowed an action on some resource of a type.
func (a asked) roles(ctx context.Context, action, typ string) ([]string, error) {
	allowed := []string{}
	for _, role := range roles {
		if role == schema.NoBasicRole && !a.none {
			continue
		}
		ok, err := a.allows(ctx, strings.ToLower(string(role)), action, typ)
		if err != nil {
			return nil, err
		}
		if ok {
			allowed = append(allowed, string(role))
		}
	}
	ok, err := a.allows(ctx, "server_admin", action, typ)
	if ok {
		allowed = append(allowed, ServerAdmin)
	}
	return allowed, err
}

// allows reports whether a user is allowed an action on some resource of a type.
func (a asked) allows(ctx context.Context, login, action, typ string) (bool, error) {
	for _, resource := range a.resources(typ) {
		if resource.ID == login { // nobody is asked about themselves
			continue
		}
		d, err := a.view.Check(ctx, engine.Request{
			Subject: engine.Subject{Type: "user", ID: login}, Action: action, Resource: resource, Org: "main",
		})
		if d.Allowed || err != nil {
			return d.Allowed, err
		}
	}
	return false, nil
}

// resources returns resources of a type, of each kind that rules can tell apart: with a name,
// without one, in a folder, in General, and of a dashboard.
func (a asked) resources(typ string) []engine.Resource {
	all := []engine.Resource{{Type: typ}, {Type: typ, Folder: schema.General}}
	for _, id := range append(a.view.Names(typ, "main"), schema.General) {
		all = append(all, engine.Resource{Type: typ, ID: id})
	}
	for _, uid := range a.view.Names("folder", "main") {
		all = append(all, engine.Resource{Type: typ, Folder: uid})
	}
	for _, uid := range a.view.Names("dashboard", "main") {
		all = append(all, engine.Resource{Type: typ, Dashboard: uid})
	}
	return all
}
