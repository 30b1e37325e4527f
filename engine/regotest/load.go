package regotest

import (
	"context"
	"errors"
	"fmt"
	"path"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/storage/inmem"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/internal/files"
	"github.com/rolecall/rolecall/internal/limits"
)

// load returns the policies of a View with the tests in paths, and their data.
func load(ctx context.Context, view *engine.View, paths []string) (map[string]*ast.Module, storage.Store, error) {
	if _, err := view.CheckAll(ctx, nil); err != nil {
		return nil, nil, fmt.Errorf("run Rego tests: %w", err)
	}
	modules, err := withTests(ctx, view, paths)
	if err != nil {
		return nil, nil, err
	}
	store, err := storeOf(view)
	return modules, store, err
}

// storeOf returns the data of a View as a store.
func storeOf(view *engine.View) (storage.Store, error) {
	data, err := view.Data()
	if err != nil {
		return nil, err
	}
	return inmem.NewFromObjectWithOpts(data, inmem.OptReturnASTValuesOnRead(true), inmem.OptRoundTripOnWrite(false)), nil
}

// withTests returns the policies of a View and the tests in paths, by name. The names of tests
// and policies have different prefixes, so that no test replaces a policy.
func withTests(ctx context.Context, view *engine.View, paths []string) (map[string]*ast.Module, error) {
	isRego := func(name string) bool { return path.Ext(name) == ".rego" }
	c := files.Collection{Base: view.Path(), Keep: isRego, Limit: limits.MaxFileSize, Total: limits.MaxFilesRead}
	read, err := c.Read(ctx, paths)
	if err != nil {
		return nil, fmt.Errorf("load Rego tests: %w", err)
	}
	modules := map[string]*ast.Module{}
	for _, m := range view.Policies() {
		modules["policies/"+m.Path] = m.Parsed
	}
	var failed ast.Errors
	for _, file := range read {
		module, err := ast.ParseModuleWithOpts(file.Path, string(file.Content), ast.ParserOptions{ProcessAnnotation: true, RegoVersion: ast.RegoV1})
		var wrong ast.Errors
		switch {
		case errors.As(err, &wrong):
			failed = append(failed, wrong...)
		case err != nil:
			return nil, fmt.Errorf("load Rego tests: %s: %w", file.Path, err)
		default:
			modules["tests/"+file.Path] = module
		}
	}
	if len(failed) > 0 {
		return nil, fmt.Errorf("load Rego tests: %w", readable(failed))
	}
	return modules, nil
}
