package benchmark

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/bundle"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
)

// newBundle asks OPA about the bundle that rolecall makes.
func newBundle(ctx context.Context, b *bundle.Bundle, requests []Request) (ask, error) {
	options := []func(*rego.Rego){rego.Query("data.rolecall.authz.allow")}
	for _, m := range b.Modules {
		options = append(options, rego.ParsedModule(m.Parsed))
	}
	return prepared(ctx, b.Data, requests, options...)
}

// The policies for these facts and requests alone: of folders without and with
// folders in them.
var (
	//go:embed handwritten.rego
	handwrittenPolicy string
	//go:embed handwritten_nested.rego
	handwrittenNested string
)

// newHandwritten asks OPA about a policy written by hand.
func newHandwritten(ctx context.Context, f *Facts, policy string, requests []Request) (ask, error) {
	return prepared(ctx, map[string]any{"access": handwrittenData(f)}, requests,
		rego.Query("data.access.allow"), rego.Module("handwritten.rego", policy))
}

// handwrittenData is what handwritten.rego looks things up in.
func handwrittenData(f *Facts) map[string]any {
	members, items := map[string]any{}, map[string]any{}
	for _, org := range f.Orgs {
		members[org] = map[string]any{}
		items[org] = map[string]any{"folder": map[string]any{}, "dashboard": map[string]any{}}
	}
	for _, m := range f.Members {
		teams := map[string]any{}
		for _, t := range m.Teams {
			teams[f.Teams[t]] = true
		}
		members[f.Orgs[m.Org]].(map[string]any)[f.Users[m.User]] = map[string]any{"role": string(m.Role), "teams": teams}
	}
	for _, item := range f.Items {
		users, teams, roles := map[string]any{}, map[string]any{}, map[string]any{}
		for _, e := range item.Entries {
			level := json.Number(fmt.Sprint(e.Level))
			switch {
			case e.User >= 0:
				users[f.Users[e.User]] = level
			case e.Team >= 0:
				teams[f.Teams[e.Team]] = level
			default:
				roles[string(e.Role)] = level
			}
		}
		entry := map[string]any{"users": users, "teams": teams, "roles": roles}
		if item.Folder >= 0 {
			entry["folder"] = f.Items[item.Folder].UID
			var above []any
			for _, folder := range f.above(item) {
				above = append(above, folder.UID)
			}
			entry["above"] = above
		}
		items[f.Orgs[item.Org]].(map[string]any)[item.Type].(map[string]any)[item.UID] = entry
	}
	return map[string]any{"members": members, "items": items}
}

// prepared is a query that has been prepared, over data that is read as it is
// evaluated, with inputs that have been parsed.
func prepared(ctx context.Context, data map[string]any, requests []Request, options ...func(*rego.Rego)) (ask, error) {
	store := inmem.NewFromObjectWithOpts(data, inmem.OptReturnASTValuesOnRead(true), inmem.OptRoundTripOnWrite(false))
	query, err := rego.New(append(options, rego.Store(store))...).PrepareForEval(ctx)
	if err != nil {
		return nil, err
	}
	inputs := make([]ast.Value, len(requests))
	for i, r := range requests {
		raw, err := json.Marshal(r.Request)
		if err != nil {
			return nil, err
		}
		term, err := ast.ParseTerm(string(raw))
		if err != nil {
			return nil, err
		}
		inputs[i] = term.Value
	}
	return func(i int) (bool, error) {
		results, err := query.Eval(ctx, rego.EvalParsedInput(inputs[i]))
		return results.Allowed(), err
	}, nil
}
