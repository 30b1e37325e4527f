package policy

import (
	"context"
	"encoding/json"
	"errors"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
)

// Held returns the holders of a subject: the document data.rolecall.sessions.held. The
// input must have the members that the package describes, and in its member world the
// configuration that counts. The error is that of the context, or of policies without
// rules about subjects.
func (p *Program) Held(ctx context.Context, input ast.Value) (HeldRow, error) {
	var row HeldRow
	err := inSession(ctx, p.held, input, &row)
	return row, err
}

// Told returns all that the groups of a session decide in an org: the document
// data.rolecall.sessions.told. Input and error are as for Held; the subject does not matter.
func (p *Program) Told(ctx context.Context, input ast.Value) (ToldRow, error) {
	var row ToldRow
	err := inSession(ctx, p.told, input, &row)
	return row, err
}

// Steps decodes the document data.rolecall.sessions.steps into a value. Input and error
// are as for Held.
func (p *Program) Steps(ctx context.Context, input ast.Value, into any) error {
	return inSession(ctx, p.steps, input, into)
}

// A HeldRow lists the holders of a subject in an org.
type HeldRow struct {
	Holders          []string
	Member, Disabled bool
}

// A ToldRow lists all that groups decide in an org: the teams that they put members into, the
// groups of these teams that match, and the places of the mappings that match. All are sorted.
type ToldRow struct {
	Teams, Patterns []string
	Mappings        []int
}

// session returns a function that prepares the query of a rule of the package, once.
func (p *Program) session(rule string) func() (rego.PreparedEvalQuery, error) {
	return sync.OnceValues(func() (rego.PreparedEvalQuery, error) {
		query := "data.rolecall.sessions." + rule + " with data.rolecall.world as input.world"
		return rego.New(p.options(query, p.data)...).PrepareForEval(context.Background())
	})
}

func inSession(ctx context.Context, query func() (rego.PreparedEvalQuery, error), input ast.Value, into any) error {
	prepared, err := query()
	if err != nil {
		return err
	}
	results, err := prepared.Eval(ctx, rego.EvalParsedInput(input))
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return err
	case len(results) != 1:
		return errors.New("the policies have no rules for subjects")
	}
	raw, err := json.Marshal(results[0].Expressions[0].Value)
	if err != nil {
		return err
	}
	return decodeResult(raw, into)
}
