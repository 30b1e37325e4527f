package engine

import (
	"fmt"
	"strings"
)

// reasons are the sentences for a request; the policies' decision has the
// same.
func (x *index) reasons(r Request) []string {
	q, problem := x.ask(r)
	if problem != "" {
		return []string{problem}
	}
	for _, way := range q.ways {
		if q.holds(way) {
			return q.given(way)
		}
	}
	return q.missing()
}

// given says which grants make a way hold.
func (q *question) given(way []need) []string {
	var sentences []string
	for _, n := range way {
		at, g, _ := q.grant(n)
		row := q.index.row(g)
		sentences = append(sentences, fmt.Sprintf("%s has %s at %s: %s (%s)",
			row.Holder, n.permission, q.name(at), row.Grant.Because, row.Grant.Source))
	}
	return sentences
}

// missing says what the subject would need for each way.
func (q *question) missing() []string {
	var sentences []string
	if !q.member {
		sentences = append(sentences, fmt.Sprintf("%s is not a member of org %q", q.key, q.label))
	}
	for _, way := range q.ways {
		for _, n := range way {
			if _, _, ok := q.grant(n); ok {
				continue
			}
			var places []string
			for _, at := range q.at(n.at) {
				places = append(places, q.name(at))
			}
			sentences = append(sentences, fmt.Sprintf("%s lacks %s at %s", q.key, n.permission, strings.Join(places, ", ")))
		}
	}
	return sentences
}

// row is what a grant was made of.
func (x *index) row(g grant) *grantRow {
	if i := int(g.row) - len(x.rows.Grants); i >= 0 {
		return &x.rows.Globs[i].grantRow
	}
	return &x.rows.Grants[g.row]
}
