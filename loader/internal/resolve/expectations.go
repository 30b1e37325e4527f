package resolve

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/loader/internal/decode"
	"github.com/rolecall/rolecall/loader/internal/diag"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// resolveTests resolves the tests in the order of files and lines.
func (r *resolver) resolveTests() {
	first := map[string]hcl.Range{}
	for _, f := range r.files {
		for _, b := range f.Blocks.Tests {
			if r.takeLabel(first, schema.TestType, b) {
				r.World.Tests = append(r.World.Tests, r.test(f, b))
			}
		}
	}
}

// takeLabel reports a label that another block of the type has; labels that
// nothing refers to may be any text.
func (r *resolver) takeLabel(first map[string]hcl.Range, typ schema.Type, b schema.Labelled) bool {
	label := b.LabelText()
	if at, twice := first[label.Value]; twice {
		r.clash(string(typ), "label", label, at)
		return false
	}
	first[label.Value] = label.Range
	if label.Value == "" {
		r.error("Empty name", fmt.Sprintf("This %s needs a label that is not empty: what it says, in a few words.", typ), label.Range)
	}
	return true
}

// test resolves a test of a file.
func (r *resolver) test(f *decode.File, b *schema.TestBlock) *schema.Test {
	test := &schema.Test{Name: b.LabelText().Value, As: r.subjects(b.As), Range: b.Range}
	if r.isEmpty(b.As) {
		r.error("Test of nobody", "The list names no subject, so nothing would be asked.", b.As.Range())
	}
	if b.Skip != nil {
		if test.Skip = *b.Skip; test.Skip == "" {
			r.error("Empty reason", "Say why the test is skipped, or take the attribute out.", b.SkipRange)
		}
	}
	if c := b.Context; c != nil {
		test.Time = r.time(c.Time, c.TimeRange)
		for _, group := range r.texts(c.Groups, `names of groups such as ["cn=sre"]`) {
			test.Groups = append(test.Groups, group.Value)
		}
	}
	var org *schema.Org
	if ref := reference(r, b.Org, schema.OrgType, r.orgs); ref != nil {
		org = ref.To
	}
	for i := range b.Allow {
		test.Expectations = append(test.Expectations, r.expectation(&b.Allow[i], true, org))
	}
	for i := range b.Deny {
		test.Expectations = append(test.Expectations, r.expectation(&b.Deny[i], false, org))
	}
	slices.SortStableFunc(test.Expectations, func(a, b schema.Expectation) int {
		return cmp.Compare(a.Range.Start.Byte, b.Range.Start.Byte)
	})
	if decoded := !f.Diags.HasErrors(); len(test.Expectations) == 0 && decoded {
		r.error("Test without expectations", "A test says what is allowed, what is denied, or both, in blocks allow and deny.", b.Range)
	}
	for _, e := range test.Expectations {
		r.checkSubjects(test.As, e.On)
	}
	return test
}

// isEmpty says whether an expression is a list written without items.
func (r *resolver) isEmpty(expr hcl.Expression) bool {
	if expr == nil {
		return false
	}
	items, ok := r.staticList(expr)
	return ok && items.len() == 0
}

func (r *resolver) expectation(b *schema.ExpectationBlock, allow bool, org *schema.Org) schema.Expectation {
	return schema.Expectation{
		Allow:   allow,
		Actions: r.requestActions(b.Actions),
		On:      r.resources(b.On, org, b.Range),
		Range:   b.Range,
	}
}

// requestActions resolves a list of actions that requests may name: those that
// roles hold, and those that are names for what Grafana decides without one.
func (r *resolver) requestActions(expr hcl.Expression) []schema.Text {
	actions := r.texts(expr, `actions such as ["dashboards:write"]`)
	for i, a := range actions {
		actions[i].Value = r.spelling(a.Value, a.Range)
		if name := actions[i].Value; !isAction(name) && !catalogue.IsCoined(name) {
			known := slices.Concat(catalogue.Actions(), catalogue.Coined())
			detail := fmt.Sprintf("Grafana has no action %q; actions are exact names, without wildcards.%s", a.Value, diag.DidYouMean(a.Value, known))
			if strings.Contains(a.Value, "*") {
				detail = fmt.Sprintf("%q is a pattern; write each action by its name.", a.Value)
			}
			r.error("Unknown action", detail, a.Range)
		}
	}
	if r.isEmpty(expr) {
		r.error("No action", "The list names no action, so nothing would be asked.", expr.Range())
	}
	return actions
}
