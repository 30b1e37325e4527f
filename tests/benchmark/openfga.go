package benchmark

import (
	"context"
	_ "embed"
	"strings"

	openfgav1 "github.com/openfga/api/proto/openfga/v1"
	"github.com/openfga/language/pkg/go/transformer"
	"github.com/openfga/openfga/pkg/server"
	"github.com/openfga/openfga/pkg/storage/memory"

	"github.com/rolecall/rolecall/schema"
)

//go:embed access.fga
var openfgaModel string

// openfgaTuples is how many tuples of an org OpenFGA is given at most. Its
// memory store looks at every tuple it has before it writes one, which takes a
// second for 10,000 of them, and minutes for the 90,000 of an org of size L.
const openfgaTuples = 50_000

// newOpenFGA asks the API of an OpenFGA server in this process, or is nil if it
// would take minutes to write the facts. To find a tuple, its memory store looks
// at every one in a store, so that each org has a store of its own.
func newOpenFGA(ctx context.Context, f *Facts, requests []Request) (ask, error) {
	tuples := f.tuples()
	most := 0
	for _, list := range tuples {
		most = max(most, len(list))
	}
	if most > openfgaTuples {
		return nil, nil
	}
	s, err := server.NewServerWithOpts(server.WithDatastore(memory.New(memory.WithMaxTuplesPerWrite(most))))
	if err != nil {
		return nil, err
	}
	model, err := transformer.TransformDSLToProto(openfgaModel)
	if err != nil {
		return nil, err
	}
	type place struct{ store, model string }
	places := map[string]place{}
	for i, org := range f.Orgs {
		store, err := s.CreateStore(ctx, &openfgav1.CreateStoreRequest{Name: "org-" + org})
		if err != nil {
			return nil, err
		}
		written, err := s.WriteAuthorizationModel(ctx, &openfgav1.WriteAuthorizationModelRequest{
			StoreId:         store.GetId(),
			SchemaVersion:   model.GetSchemaVersion(),
			TypeDefinitions: model.GetTypeDefinitions(),
		})
		if err != nil {
			return nil, err
		}
		places[org] = place{store.GetId(), written.GetAuthorizationModelId()}
		if _, err := s.Write(ctx, &openfgav1.WriteRequest{
			StoreId:              store.GetId(),
			AuthorizationModelId: written.GetAuthorizationModelId(),
			Writes:               &openfgav1.WriteRequestWrites{TupleKeys: tuples[i]},
		}); err != nil {
			return nil, err
		}
	}
	relations := map[Level]string{View: "can_view", Edit: "can_edit"}
	checks := make([]*openfgav1.CheckRequest, len(requests))
	for i, r := range requests {
		checks[i] = &openfgav1.CheckRequest{
			StoreId:              places[r.Org].store,
			AuthorizationModelId: places[r.Org].model,
			TupleKey: &openfgav1.CheckRequestTupleKey{
				User:     "user:" + r.Subject.ID,
				Relation: relations[r.level],
				Object:   f.openfgaItem(r.item),
			},
		}
	}
	return func(i int) (bool, error) {
		answer, err := s.Check(ctx, checks[i])
		return answer.GetAllowed(), err
	}, nil
}

func (f *Facts) openfgaItem(i int) string { return f.Items[i].Type + ":" + f.Items[i].UID }

// openfgaTeam is a team as an object; there is no space in those.
func (f *Facts) openfgaTeam(i int) string {
	return "team:" + strings.ReplaceAll(f.Teams[i], " ", "_")
}

// tuples are the facts of each org.
func (f *Facts) tuples() [][]*openfgav1.TupleKey {
	tuples := make([][]*openfgav1.TupleKey, len(f.Orgs))
	for _, m := range f.Members {
		user := "user:" + f.Users[m.User]
		add := func(object, relation string) {
			tuples[m.Org] = append(tuples[m.Org], &openfgav1.TupleKey{Object: object, Relation: relation, User: user})
		}
		add("org:"+f.Orgs[m.Org], strings.ToLower(string(m.Role)))
		for _, t := range m.Teams {
			add(f.openfgaTeam(t), "member")
		}
	}
	for i, item := range f.Items {
		object, org := f.openfgaItem(i), "org:"+f.Orgs[item.Org]
		add := func(relation, holder string) {
			tuples[item.Org] = append(tuples[item.Org], &openfgav1.TupleKey{Object: object, Relation: relation, User: holder})
		}
		add("org", org)
		if item.Folder >= 0 {
			add("folder", f.openfgaItem(item.Folder))
		}
		for _, e := range item.Entries {
			relation := "editors"
			if e.Level == View {
				relation = "viewers"
			}
			switch {
			case e.Team >= 0:
				add(relation, f.openfgaTeam(e.Team)+"#member")
			case e.User >= 0:
				add(relation, "user:"+f.Users[e.User])
			default:
				add(relation, org+"#"+map[schema.OrgRole]string{schema.Editor: "editor", schema.Viewer: "viewer"}[e.Role])
			}
		}
	}
	return tuples
}
