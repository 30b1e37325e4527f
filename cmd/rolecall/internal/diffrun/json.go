package diffrun

import (
	"bufio"
	"bytes"
	"context"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/importrun"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/diff"
	"github.com/rolecall/rolecall/engine/explain"
)

// The JSON of a diff. The contract is in docs/diff.md.
type (
	subjectJSON struct {
		Type   string   `json:"type"`
		ID     string   `json:"id,omitempty"`
		Token  string   `json:"token,omitempty"`
		Groups []string `json:"groups,omitempty"`
	}
	resourceJSON struct {
		Type      string `json:"type"`
		ID        string `json:"id,omitempty"`
		Folder    string `json:"folder,omitempty"`
		Dashboard string `json:"dashboard,omitempty"`
	}
	partJSON struct {
		Org       string         `json:"org"`
		Subjects  []subjectJSON  `json:"subjects"`
		Actions   []string       `json:"actions"`
		Resources []resourceJSON `json:"resources"`
		Creators  bool           `json:"creators,omitempty"`
		Count     int            `json:"count"`
	}
	groupJSON struct {
		Change  diff.Direction  `json:"change"`
		Orgs    []string        `json:"orgs"`
		Count   int             `json:"count"`
		Weight  int             `json:"weight"`
		Cause   diff.Kind       `json:"cause"`
		Reasons []explain.Step  `json:"reasons"`
		Denying bool            `json:"denying,omitempty"`
		Problem explain.Problem `json:"problem,omitzero"`
		// Subjects, actions and resources are those of all parts.
		Subjects  []subjectJSON       `json:"subjects"`
		Actions   []string            `json:"actions"`
		Resources []resourceJSON      `json:"resources"`
		Parts     []partJSON          `json:"parts"`
		Example   engine.Request      `json:"example"`
		Old       explain.Explanation `json:"old"`
		New       explain.Explanation `json:"new"`
	}
	brokenJSON struct {
		Rule  string         `json:"rule"`
		Count int            `json:"count"`
		First engine.Request `json:"first"`
	}
	detailJSON struct {
		Change   diff.Direction `json:"change"`
		Org      string         `json:"org"`
		Subject  subjectJSON    `json:"subject"`
		Action   string         `json:"action"`
		Resource *resourceJSON  `json:"resource,omitempty"`
		Context  *contextJSON   `json:"context,omitempty"`
	}
	// A contextJSON has what an ordinary question of the subject does not say.
	contextJSON struct {
		Groups    []string `json:"groups,omitempty"`
		Token     string   `json:"token,omitempty"`
		CreatedBy string   `json:"created_by,omitempty"`
		Folder    string   `json:"folder,omitempty"`
		Dashboard string   `json:"dashboard,omitempty"`
	}
)

// writeJSON writes the diff, a group or a request at a time.
func (r *run) writeJSON(ctx context.Context, failed []broken) error {
	out := bufio.NewWriter(r.Out)
	w := &writer{Writer: out}
	d := r.diff
	out.WriteString("{")
	w.field("format_version", output.FormatVersion)
	w.field("same", d.Same())
	w.field("gained", d.Gained)
	w.field("lost", d.Lost)
	w.field("notes", append([]diff.Note{}, d.Notes...))
	w.field("new", d.New)
	w.field("gone", d.Gone)
	w.open("groups")
	for _, g := range d.Groups {
		if err := ctx.Err(); err != nil {
			return err
		}
		group, err := r.groupJSON(ctx, g)
		if err != nil {
			return err
		}
		w.item(group)
	}
	w.close()
	if r.place != nil {
		w.open("apart")
		for _, d := range r.apart {
			w.item(r.apartJSON(d))
		}
		w.close()
		w.field("not_read", append([]importrun.Gap{}, r.gaps...))
	}
	if len(failed) > 0 {
		w.open("failed")
		for _, b := range failed {
			first, n := b.first()
			w.item(brokenJSON{b.text, n, first})
		}
		w.close()
	}
	if r.details {
		w.open("details")
		for change, asked := range d.All() {
			if err := ctx.Err(); err != nil {
				return err
			}
			w.item(detailOf(change, asked))
		}
		w.close()
	}
	out.WriteString("\n}\n")
	if w.err != nil {
		return w.err
	}
	return out.Flush()
}

func (r *run) groupJSON(ctx context.Context, g diff.Group) (groupJSON, error) {
	was, is, err := r.diff.Explain(ctx, g)
	if err != nil {
		return groupJSON{}, err
	}
	here := &r.new
	if g.Change == diff.Lost {
		here = &r.old
	}
	made := groupJSON{
		Change: g.Change, Orgs: g.Orgs(), Count: g.Count, Weight: g.Weight, Cause: g.Cause.Kind, Problem: g.Cause.Problem, Denying: g.Cause.Denying,
		Reasons: append([]explain.Step{}, here.steps(g.Cause.Steps)...), Example: g.Example,
		Old: r.old.explanation(was), New: r.new.explanation(is),
	}
	for _, p := range g.Parts {
		part := partJSON{Org: p.Org, Actions: p.Actions, Creators: p.Creators, Count: p.Count()}
		for _, s := range p.Subjects() {
			part.Subjects = append(part.Subjects, subjectOf(s))
		}
		for _, thing := range p.Resources() {
			part.Resources = append(part.Resources, resourceOf(thing))
		}
		made.Parts = append(made.Parts, part)
	}
	all := g.Total()
	for _, s := range all.Subjects() {
		made.Subjects = append(made.Subjects, subjectOf(s))
	}
	made.Actions = all.Actions
	for _, thing := range all.Resources() {
		made.Resources = append(made.Resources, resourceOf(thing))
	}
	return made, nil
}

func subjectOf(s engine.Subject) subjectJSON { return subjectJSON{s.Type, s.ID, s.Token, s.Groups} }

func resourceOf(r engine.Resource) resourceJSON {
	return resourceJSON{r.Type, r.ID, r.Folder, r.Dashboard}
}

func detailOf(change diff.Direction, r engine.Request) detailJSON {
	d := detailJSON{
		Change: change, Org: r.Org, Action: r.Action,
		Subject: subjectJSON{Type: r.Subject.Type, ID: r.Subject.ID},
	}
	if s := r.Subject; len(s.Groups) > 0 || s.Token+r.Resource.CreatedBy+r.Resource.Folder+r.Resource.Dashboard != "" {
		d.Context = &contextJSON{s.Groups, s.Token, r.Resource.CreatedBy, r.Resource.Folder, r.Resource.Dashboard}
	}
	if r.Resource.Type != "" {
		d.Resource = &resourceJSON{Type: r.Resource.Type, ID: r.Resource.ID}
	}
	return d
}

// A writer writes the fields of an object, and lists with an item on each line.
type writer struct {
	*bufio.Writer
	fields, items int
	err           error
}

func (w *writer) field(name string, v any) {
	w.name(name)
	w.value(v)
}

func (w *writer) name(name string) {
	if w.fields++; w.fields > 1 {
		w.WriteByte(',')
	}
	w.WriteString("\n  ")
	w.value(name)
	w.WriteString(": ")
}

func (w *writer) open(name string) {
	w.name(name)
	w.WriteByte('[')
	w.items = 0
}

func (w *writer) item(v any) {
	if w.items++; w.items > 1 {
		w.WriteByte(',')
	}
	w.WriteString("\n    ")
	w.value(v)
}

func (w *writer) close() {
	if w.items > 0 {
		w.WriteString("\n  ")
	}
	w.WriteByte(']')
}

func (w *writer) value(v any) {
	doc, err := output.MarshalJSON(v, "")
	if err != nil && w.err == nil {
		w.err = err
	}
	w.Write(bytes.TrimSuffix(doc, []byte("\n")))
}
