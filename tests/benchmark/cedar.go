package benchmark

import (
	_ "embed"

	"github.com/cedar-policy/cedar-go"
)

// The teams and org roles of a user as Cedar knows groups, which are parents,
// and as a set of the user, which cedar-go compares faster.
var (
	//go:embed parents.cedar
	cedarParents []byte
	//go:embed sets.cedar
	cedarSets []byte
	// The same for folders in folders. Cedar walks no chain of unknown length.
	//go:embed parents_nested.cedar
	cedarParentsNested []byte
	//go:embed sets_nested.cedar
	cedarSetsNested []byte
)

// newCedar asks cedar-go about few policies that hold for every folder and
// dashboard, whose lists are attributes: sets of who may view and edit. All
// entities are in one map, in which a request costs those that it touches.
func newCedar(f *Facts, requests []Request, policy []byte) (ask, error) {
	policies, err := cedar.NewPolicySetFromBytes("", policy)
	if err != nil {
		return nil, err
	}
	entities := cedarEntities(f)
	asked := make([]cedar.Request, len(requests))
	for i, r := range requests {
		asked[i] = cedar.Request{
			Principal: cedar.NewEntityUID("User", cedar.String(r.Subject.ID)),
			Action:    cedar.NewEntityUID("Action", cedar.String(r.Action)),
			Resource:  f.cedarItem(r.item),
		}
	}
	return func(i int) (bool, error) {
		decision, _ := cedar.Authorize(policies, entities, asked[i])
		return decision == cedar.Allow, nil
	}, nil
}

func (f *Facts) cedarUser(i int) cedar.EntityUID {
	return cedar.NewEntityUID("User", cedar.String(f.Users[i]))
}

func (f *Facts) cedarTeam(i int) cedar.EntityUID {
	return cedar.NewEntityUID("Team", cedar.String(f.Teams[i]))
}

func (f *Facts) cedarRole(org int, role string) cedar.EntityUID {
	return cedar.NewEntityUID("Role", cedar.String(f.Orgs[org]+"/"+role))
}

func (f *Facts) cedarItem(i int) cedar.EntityUID {
	types := map[string]cedar.EntityType{"folder": "Folder", "dashboard": "Dashboard"}
	return cedar.NewEntityUID(types[f.Items[i].Type], cedar.String(f.Items[i].UID))
}

func cedarEntities(f *Facts) cedar.EntityMap {
	entities := cedar.EntityMap{}
	for i, memberships := range f.memberships() {
		uid := f.cedarUser(i)
		var groups []cedar.EntityUID
		for _, m := range memberships {
			groups = append(groups, f.cedarRole(m.Org, string(m.Role)))
			for _, t := range m.Teams {
				groups = append(groups, f.cedarTeam(t))
			}
		}
		holders := []cedar.Value{uid}
		for _, group := range groups {
			holders = append(holders, group)
		}
		entities[uid] = cedar.Entity{
			UID:        uid,
			Parents:    cedar.NewEntityUIDSet(groups...),
			Attributes: cedar.NewRecord(cedar.RecordMap{"holders": cedar.NewSet(holders...)}),
		}
	}
	for i, item := range f.Items {
		uid := f.cedarItem(i)
		attributes := cedar.RecordMap{
			"admins":  f.cedarRole(item.Org, "Admin"),
			"viewers": f.cedarHolders(item, View),
			"editors": f.cedarHolders(item, Edit),
		}
		if item.Folder >= 0 {
			attributes["folder"] = f.cedarItem(item.Folder)
		}
		entities[uid] = cedar.Entity{UID: uid, Attributes: cedar.NewRecord(attributes)}
	}
	return entities
}

// cedarHolders are who has a level or a higher one by the list of an item.
func (f *Facts) cedarHolders(item Item, level Level) cedar.Set {
	var holders []cedar.Value
	for _, e := range item.Entries {
		switch {
		case e.Level < level:
		case e.Team >= 0:
			holders = append(holders, f.cedarTeam(e.Team))
		case e.User >= 0:
			holders = append(holders, f.cedarUser(e.User))
		default:
			holders = append(holders, f.cedarRole(item.Org, string(e.Role)))
		}
	}
	return cedar.NewSet(holders...)
}
