package resolve

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/loader/internal/diag"
	"github.com/rolecall/rolecall/loader/internal/refer"
	"github.com/rolecall/rolecall/schema"
)

// someSubjects are examples of subjects for messages.
const someSubjects = `subjects such as [user.NAME, team.NAME, org.NAME.editors, "Viewer", anonymous]`

// subjects resolves an expression that must be a list of subjects. It leaves out
// subjects with an error.
func (r *requests) subjects(x hcl.Expression) []schema.SubjectRef {
	if x == nil {
		return nil
	}
	if t, ok := r.orgList(x); ok {
		return r.orgListRef(t, x.Range())
	}
	subjects := []schema.SubjectRef{}
	for _, item := range r.Items(x, someSubjects) {
		subjects = append(subjects, r.subject(item)...)
	}
	return subjects
}

// subject resolves one item of a list of subjects, which is several for a
// block with for_each.
func (r *requests) subject(item refer.Item) []schema.SubjectRef {
	if item.Expr != nil {
		inner, _ := r.Written(item.Expr)
		if hcl.ExprAsKeyword(inner) == schema.AnonymousWord {
			return []schema.SubjectRef{{Anonymous: true, Range: item.At}}
		}
		if t, ok := r.orgList(item.Expr); ok {
			return r.orgListRef(t, item.At)
		}
	}
	var subjects []schema.SubjectRef
	for _, m := range r.Mixed(item) {
		text, isText := m.Text()
		switch {
		case m.Type() != "":
			subjects = append(subjects, r.subjectRefs(m)...)
		case isText && r.Quoted(text) != "":
			r.Error("Reference expected", fmt.Sprintf("Write the subject as a reference, %s.", r.Quoted(text)), m.At)
		case isText:
			if role := r.role(text, m.At, r.rolesThere(append(slices.Clone(schema.OrgRoles), schema.GrafanaAdmin))); role != "" {
				subjects = append(subjects, schema.SubjectRef{Role: role, Range: m.At})
			}
		default:
			r.Error("Subject expected", "Write "+someSubjects+" here.", m.At)
		}
	}
	return subjects
}

// subjectRefs returns the subjects that a reference names.
func (r *requests) subjectRefs(m refer.Mixed) []schema.SubjectRef {
	switch typ := m.Type(); typ {
	case schema.UserType, schema.TeamType, schema.ServiceAccountType, schema.APIKeyType:
	case schema.OrgType:
		r.Error("Wrong kind of reference", "An org is not a subject; its lists of users are, as in org.NAME.editors: "+strings.Join(schema.OrgListsOf(r.version()), ", ")+".", m.At)
		return nil
	default:
		r.Error("Wrong kind of reference", fmt.Sprintf("A subject is expected here, as in user.NAME, team.NAME, service_account.NAME, api_key.NAME, org.NAME.editors, %q or anonymous; this one begins with %q.", schema.Viewer, typ), m.At)
		return nil
	}
	var subjects []schema.SubjectRef
	for _, thing := range r.Things(m) {
		s := schema.SubjectRef{Range: m.At}
		switch thing := thing.(type) {
		case *schema.User:
			s.User = thing
		case *schema.Team:
			s.Team = thing
		case *schema.ServiceAccount:
			s.ServiceAccount = thing
		case *schema.APIKey:
			s.APIKey = thing
		}
		subjects = append(subjects, s)
	}
	return subjects
}

// orgList reports whether an expression is a reference to a part of an org, as in
// org.main.editors or org.units["x"].editors.
func (r *requests) orgList(x hcl.Expression) (hcl.Traversal, bool) {
	inner, names := r.Written(x)
	t, diags := hcl.AbsTraversalForExpr(inner)
	if diags.HasErrors() || t.RootName() != string(schema.OrgType) || len(t) < 3 || names.Find(t.RootName()) != nil {
		return nil, false
	}
	_, attr := t[len(t)-1].(hcl.TraverseAttr)
	return t, attr
}

// orgListRef returns the subject that a reference to a list of an org names.
func (r *requests) orgListRef(t hcl.Traversal, at hcl.Range) []schema.SubjectRef {
	name := t[len(t)-1].(hcl.TraverseAttr).Name
	org := r.Orgs.Named(t[:len(t)-1], at)
	if org == nil {
		return nil
	}
	role, known := schema.OrgLists[name]
	if !known {
		r.Error("Unsupported attribute", fmt.Sprintf("%s has no list %q of users; its lists are %s.%s", org.To.Addr, name, strings.Join(schema.OrgListsOf(r.version()), ", "), diag.DidYouMean(name, schema.OrgListsOf(r.version()))), at)
		return nil
	}
	return []schema.SubjectRef{{Org: org.To, List: role, Range: at}}
}

// checkSubjects reports subjects that do not exist in the org of a request. Users
// exist in every org, even without permissions.
func checkSubjects(l *diag.List, subjects []schema.SubjectRef, on []schema.ResourceRef) {
	for _, s := range subjects {
		for _, resource := range on {
			its, name := s.Own()
			if its != nil && resource.Org != nil && its != resource.Org {
				l.Error("Reference to another org", fmt.Sprintf("%s is in %s, and the resource that it is asked about, at %s is in %s.", name, its.Addr, diag.Place(resource.Range), resource.Org.Addr), s.Range)
				l.Also(resource.Range)
				break
			}
		}
	}
}
