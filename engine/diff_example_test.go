package engine_test

import (
	"context"
	"fmt"
	"testing/fstest"
	"time"

	"github.com/rolecall/rolecall/engine"
)

func ExampleDiff() {
	ctx := context.Background()
	open := func(members string) *engine.View {
		eng, err := engine.OpenFS(ctx, fstest.MapFS{"main.hcl": {Data: fmt.Appendf(nil, `
grafana { version = "9.3" }
org "main" { viewers = [user.kim, user.vic] }
user "kim" {}
user "vic" {}
team "sre" { members = [%s] }
folder "production" {
  permission "Edit" { teams = [team.sre] }
}
`, members)}})
		if err != nil {
			panic(err)
		}
		return eng.View()
	}
	d, err := engine.Diff(ctx, open("user.vic"), open("user.vic, user.kim"), time.Now())
	if err != nil {
		panic(err)
	}
	for _, g := range d.Groups {
		fmt.Println(g.Change, "in org", g.Example.Org, "by", g.Cause.Kind, g.Cause.Steps[0])
	}
	for change, r := range d.All() {
		if r.Resource.Type == "folder" {
			fmt.Println(change, r)
			break
		}
	}
	// Output:
	// gained in org main by holder Member of team sre (main.hcl:6)
	// gained user:kim alert.rules:create folder:production in org main
}
