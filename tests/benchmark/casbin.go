package benchmark

import (
	_ "embed"

	"github.com/casbin/casbin/v3"
	"github.com/casbin/casbin/v3/model"
)

//go:embed casbin.conf
var casbinModel string

// newCasbin asks Casbin. An enforcer looks at every rule it has, so that each
// org has one of its own, and the matcher compares the item, which is cheap,
// before it asks the role manager for the groups of the user. Who asks is
// expected to know the folder that a dashboard is in.
func newCasbin(f *Facts, requests []Request) (ask, error) {
	enforcers := map[string]*casbin.Enforcer{}
	for i, org := range f.Orgs {
		m, err := model.NewModelFromString(casbinModel)
		if err != nil {
			return nil, err
		}
		e, err := casbin.NewEnforcer(m)
		if err != nil {
			return nil, err
		}
		if err := f.addCasbin(e, i); err != nil {
			return nil, err
		}
		enforcers[org] = e
	}
	type query struct {
		*casbin.Enforcer
		values []any
	}
	needed := map[Level]string{View: "view", Edit: "edit"}
	queries := make([]query, len(requests))
	for i, r := range requests {
		item := f.Items[r.item]
		object, folder := f.casbinItem(r.item), ""
		if item.Folder >= 0 {
			folder = f.casbinItem(item.Folder)
		}
		queries[i] = query{enforcers[r.Org], []any{r.Subject.ID, object, folder, needed[r.level]}}
	}
	return func(i int) (bool, error) { return queries[i].Enforce(queries[i].values...) }, nil
}

func (f *Facts) casbinItem(i int) string { return f.Items[i].Type + ":" + f.Items[i].UID }

// addCasbin adds the rules and groups of an org.
func (f *Facts) addCasbin(e *casbin.Enforcer, org int) error {
	groups, rules := [][]string{}, [][]string{{"role:Admin", "*", "edit"}}
	for _, m := range f.Members {
		if m.Org != org {
			continue
		}
		groups = append(groups, []string{f.Users[m.User], "role:" + string(m.Role)})
		for _, t := range m.Teams {
			groups = append(groups, []string{f.Users[m.User], "team:" + f.Teams[t]})
		}
	}
	for i, item := range f.Items {
		if item.Org != org {
			continue
		}
		for _, entry := range item.Entries {
			holder := "role:" + string(entry.Role)
			switch {
			case entry.Team >= 0:
				holder = "team:" + f.Teams[entry.Team]
			case entry.User >= 0:
				holder = f.Users[entry.User]
			}
			level := "edit"
			if entry.Level == View {
				level = "view"
			}
			rules = append(rules, []string{holder, f.casbinItem(i), level})
		}
	}
	if _, err := e.AddGroupingPolicies(groups); err != nil {
		return err
	}
	_, err := e.AddPolicies(rules)
	return err
}
