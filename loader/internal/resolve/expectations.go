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

// requests resolves tests and invariants: the subjects, actions and resources that
// they ask about.
type requests struct {
	*attributes
	// dashboards are those of each org by uid, made when first asked for.
	dashboards map[orgName]*schema.Dashboard
}

// resolve resolves the invariants and then the tests, in the order of files and
// lines.
func (r *requests) resolve(files []*decode.File, invariants []*schema.InvariantBlock) {
	labels := taken{}
	for _, b := range invariants {
		if r.takeLabel(labels, schema.InvariantType, b) {
			r.world.Invariants = append(r.world.Invariants, r.invariant(b))
		}
	}
	labels = taken{}
	for _, f := range files {
		for _, b := range f.Blocks.Tests {
			if r.takeLabel(labels, schema.TestType, b) {
				r.world.Tests = append(r.world.Tests, r.test(b, !f.Diags.HasErrors()))
			}
		}
	}
}

// takeLabel reports a label that another block of the type has; labels that
// nothing refers to may be any text.
func (r *requests) takeLabel(labels taken, typ schema.Type, b schema.Labelled) bool {
	label := b.LabelText()
	if !labels.take(&r.List, typ, "label", &label) {
		return false
	}
	if label.Value == "" {
		r.Error("Empty name", fmt.Sprintf("This %s needs a label that is not empty: its purpose in a few words.", typ), label.Range)
	}
	return true
}

// test resolves a test, of a file that could be decoded or not.
func (r *requests) test(b *schema.TestBlock, decoded bool) *schema.Test {
	test := &schema.Test{Name: b.LabelText().Value, As: r.subjects(b.As), Range: b.Range}
	if r.IsEmpty(b.As) {
		r.Error("Test of nobody", "The list names no subject, so nothing would be asked.", b.As.Range())
	}
	if b.Skip != nil {
		if test.Skip = *b.Skip; test.Skip == "" {
			r.Error("Empty reason", "Write why the test is skipped, or take the attribute out.", b.SkipRange)
		}
	}
	if c := b.Context; c != nil {
		test.Time = readTime(&r.List, c.Time, c.TimeRange)
		for _, group := range r.Texts(c.Groups, `names of groups such as ["cn=sre"]`) {
			test.Groups = append(test.Groups, group.Value)
		}
	}
	org := r.orgIn(b.Org)
	for i := range b.Allow {
		test.Expectations = append(test.Expectations, r.expectation(&b.Allow[i], true, org))
	}
	for i := range b.Deny {
		test.Expectations = append(test.Expectations, r.expectation(&b.Deny[i], false, org))
	}
	slices.SortStableFunc(test.Expectations, func(a, b schema.Expectation) int {
		return cmp.Compare(a.Range.Start.Byte, b.Range.Start.Byte)
	})
	if len(test.Expectations) == 0 && decoded {
		r.Error("Test without expectations", "Add a block allow, a block deny, or both.", b.Range)
	}
	for _, e := range test.Expectations {
		checkSubjects(&r.List, test.As, e.On)
	}
	return test
}

func (r *requests) expectation(b *schema.ExpectationBlock, allow bool, org *schema.Org) schema.Expectation {
	return schema.Expectation{
		Allow:   allow,
		Actions: r.requestActions(b.Actions),
		On:      r.resources(b.On, org, b.Range),
		Range:   b.Range,
	}
}

// requestActions resolves a list of actions that requests may name: permissions of
// roles, and names for decisions that Grafana makes without a permission.
func (r *requests) requestActions(x hcl.Expression) []schema.Text {
	actions := r.Texts(x, `actions such as ["dashboards:write"]`)
	for i, a := range actions {
		actions[i].Value = spelling(&r.List, a.Value, a.Range)
		if name := actions[i].Value; !isAction(name) && !catalogue.IsCoined(name) && !catalogue.IsOfPlugin(name) {
			known := slices.Concat(catalogue.Actions(), catalogue.Coined())
			detail := fmt.Sprintf("Grafana has no action %q; actions are exact names, without wildcards.%s", a.Value, diag.DidYouMean(a.Value, known))
			if strings.Contains(a.Value, "*") {
				detail = fmt.Sprintf("%q is a pattern; write each action by its name.", a.Value)
			}
			r.Error("Unknown action", detail, a.Range)
		}
	}
	if r.IsEmpty(x) {
		r.Error("No action", "The list names no action, so nothing would be asked.", x.Range())
	}
	return actions
}

func (r *requests) invariant(b *schema.InvariantBlock) *schema.Invariant {
	org := r.orgIn(b.Org)
	inv := &schema.Invariant{
		Name:    b.LabelText().Value,
		Actions: r.requestActions(b.Actions),
		On:      r.resources(b.On, org, b.Range),
		AtLeast: b.AtLeast,
		AtMost:  b.AtMost,
		Range:   b.Range,
	}
	if !r.Absent(b.Only) {
		inv.Only = r.subjects(b.Only)
	}
	if !r.Absent(b.Never) {
		inv.Never = r.subjects(b.Never)
	}
	if r.IsEmpty(b.Never) {
		r.Error("Invariant without condition", "The list names no subject, so never has no effect.", b.Never.Range())
	}
	checkSubjects(&r.List, inv.Only, inv.On)
	checkSubjects(&r.List, inv.Never, inv.On)
	checkCount(&r.List, "at_least", b.AtLeast, 1, b.AtLeastRange)
	checkCount(&r.List, "at_most", b.AtMost, 0, b.AtMostRange)
	if r.Absent(b.Only) && r.Absent(b.Never) && b.AtLeast == nil && b.AtMost == nil {
		r.Error("Invariant without condition", "Add at least one of the attributes only, never, at_least and at_most.", b.Range)
	}
	return inv
}

// checkCount reports a number of subjects that is too small to mean anything.
func checkCount(l *diag.List, name string, n *int, least int, at hcl.Range) {
	if n != nil && *n < least {
		l.Error("Invalid number of subjects", fmt.Sprintf("%s is a number of subjects from %d; %d is less.", name, least, *n), at)
	}
}
