package resolve

import (
	"fmt"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/rolecall/rolecall/loader/internal/diag"
	"github.com/rolecall/rolecall/schema"
)

// someSubjects are what a message wants to stand in a list of subjects.
const someSubjects = `subjects such as [user.NAME, team.NAME, org.NAME.editors, "Viewer", anonymous]`

// subjects resolves an expression that must be a list of subjects. What is
// wrong with one of them leaves out that one alone.
func (r *resolver) subjects(expr hcl.Expression) []schema.SubjectRef {
	if expr == nil {
		return nil
	}
	if t, ok := r.orgList(expr); ok {
		return r.orgListRef(t, expr.Range())
	}
	subjects := []schema.SubjectRef{}
	for _, item := range r.list(expr, someSubjects) {
		subjects = append(subjects, r.subject(item)...)
	}
	return subjects
}

// subject resolves one item of a list of subjects, which is several for a
// block with for_each.
func (r *resolver) subject(item valueAt) []schema.SubjectRef {
	if item.expr != nil {
		inner, _ := r.written(item.expr)
		if hcl.ExprAsKeyword(inner) == schema.AnonymousWord {
			return []schema.SubjectRef{{Anonymous: true, Range: item.at}}
		}
		if t, ok := r.orgList(item.expr); ok {
			return r.orgListRef(t, item.at)
		}
	}
	var subjects []schema.SubjectRef
	for _, m := range r.mixed(item) {
		switch {
		case m.typ() != "":
			subjects = append(subjects, r.subjectRefs(m)...)
		case !m.value.IsNull() && m.value.Type() == cty.String:
			if role := r.role(m.value.AsString(), m.at, r.askingRoles()); role != "" {
				subjects = append(subjects, schema.SubjectRef{Role: role, Range: m.at})
			}
		default:
			r.error("Subject expected", "Write "+someSubjects+" here.", m.at)
		}
	}
	return subjects
}

// askingRoles are the basic roles that may stand for all who have them.
func (r *resolver) askingRoles() []schema.OrgRole {
	roles := append(slices.Clone(schema.OrgRoles), schema.GrafanaAdmin)
	if version := r.version(); version != "" && version.Before(noBasicRole) {
		roles = slices.DeleteFunc(roles, func(role schema.OrgRole) bool { return role == schema.NoBasicRole })
	}
	return roles
}

// subjectRefs are the subjects that a reference is to.
func (r *resolver) subjectRefs(m mixedItem) []schema.SubjectRef {
	switch typ := m.typ(); typ {
	case schema.UserType:
		return refsAs(mixedRefs(r, m, typ, r.users), func(u *schema.User) schema.SubjectRef { return schema.SubjectRef{User: u} })
	case schema.TeamType:
		return refsAs(mixedRefs(r, m, typ, r.teams), func(t *schema.Team) schema.SubjectRef { return schema.SubjectRef{Team: t} })
	case schema.ServiceAccountType:
		return refsAs(mixedRefs(r, m, typ, r.serviceAccounts), func(a *schema.ServiceAccount) schema.SubjectRef { return schema.SubjectRef{ServiceAccount: a} })
	case schema.APIKeyType:
		return refsAs(mixedRefs(r, m, typ, r.apiKeys), func(k *schema.APIKey) schema.SubjectRef { return schema.SubjectRef{APIKey: k} })
	case schema.OrgType:
		r.error("Wrong kind of reference", "An org is no subject; its lists of users are, as in org.NAME.editors: admins, editors, viewers and none.", m.at)
	default:
		r.error("Wrong kind of reference", fmt.Sprintf("A subject is expected here, as in user.NAME, team.NAME, service_account.NAME, api_key.NAME, org.NAME.editors, %q or anonymous; this one begins with %q.", schema.Viewer, typ), m.at)
	}
	return nil
}

// refsAs turns references to one type into subjects.
func refsAs[T any](refs []schema.Ref[T], subject func(*T) schema.SubjectRef) []schema.SubjectRef {
	subjects := make([]schema.SubjectRef, len(refs))
	for i, ref := range refs {
		subjects[i] = subject(ref.To)
		subjects[i].Range = ref.Range
	}
	return subjects
}

// orgList says of an expression whether it is a reference to something of an
// org, as in org.main.editors or org.units["x"].editors.
func (r *resolver) orgList(expr hcl.Expression) (hcl.Traversal, bool) {
	if inner, _ := r.written(expr); !isWrittenOut(inner) {
		return nil, false
	}
	t, _, state := r.look(expr)
	if state != written || t.RootName() != string(schema.OrgType) || len(t) < 3 {
		return nil, false
	}
	_, attr := t[len(t)-1].(hcl.TraverseAttr)
	return t, attr
}

// isWrittenOut says whether an expression is a traversal, so that looking at
// it evaluates nothing.
func isWrittenOut(expr hcl.Expression) bool {
	_, diags := hcl.AbsTraversalForExpr(expr)
	return !diags.HasErrors()
}

// orgListRef is the subject that a reference to a list of an org is.
func (r *resolver) orgListRef(t hcl.Traversal, at hcl.Range) []schema.SubjectRef {
	name := t[len(t)-1].(hcl.TraverseAttr).Name
	label, ok := r.label(t[:len(t)-1], at, schema.OrgType)
	if !ok {
		return nil
	}
	if r.instances(schema.OrgType, label, t[:len(t)-1]) != nil {
		r.error("Which instance?", fmt.Sprintf("org.%s has for_each, and a list of one instance of it is wanted here, as in org.%s[KEY].%s.", label, label, name), at)
		return nil
	}
	org := lookUp(r, label, at, schema.OrgType, r.orgs)
	if org == nil {
		return nil
	}
	role, known := schema.OrgLists[name]
	if !known {
		r.error("Unsupported attribute", fmt.Sprintf("%s has no list %q of users; its lists are admins, editors, viewers and none.%s", org.To.Addr, name, diag.DidYouMean(name, []string{"admins", "editors", "viewers", "none"})), at)
		return nil
	}
	return []schema.SubjectRef{{Org: org.To, List: role, Range: at}}
}

// checkSubjects reports subjects that are not there in an org that is asked
// in. Users are in every org, be it with no right.
func (r *resolver) checkSubjects(subjects []schema.SubjectRef, on []schema.ResourceRef) {
	for _, s := range subjects {
		for _, resource := range on {
			its, name := s.Own()
			if its != nil && resource.Org != nil && its != resource.Org {
				r.error("Reference to another org", fmt.Sprintf("%s is in %s, and what it is asked about at %s is in %s.", name, its.Addr, diag.Place(resource.Range), resource.Org.Addr), s.Range)
				break
			}
		}
	}
}
