package policy

import (
	"context"
	"encoding/json"
	"errors"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
)

// Held reads what the policies say a session holds: the document
// data.rolecall.sessions.held. The input has, beside that of the package, the
// configuration that counts as its member world. The error is that of the
// context, or of policies that do not say.
func (p *Program) Held(ctx context.Context, input ast.Value) (HeldRow, error) {
	var row HeldRow
	return row, inSession(ctx, p.held, input, &row)
}

// Steps reads the document data.rolecall.sessions.steps into a value, as Held does.
func (p *Program) Steps(ctx context.Context, input ast.Value, into any) error {
	return inSession(ctx, p.steps, input, into)
}

// A HeldRow is what a session holds in an org.
type HeldRow struct {
	Holders          []string
	Member, Disabled bool
}

// session returns what prepares the query of a rule about sessions, once.
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
		return errors.New("the policies have no rules for sessions")
	}
	raw, err := json.Marshal(results[0].Expressions[0].Value)
	if err != nil {
		return err
	}
	return json.Unmarshal(raw, into)
}
