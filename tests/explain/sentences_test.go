package explain

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/schema"
)

// dangling matches a sentence that ends where a name should follow.
var dangling = regexp.MustCompile(`(?:^|\s)(?:at|by|of|on|in|to|from|has|lacks|needs|missing:|and|or)?$|[,;]$`)

// explainEvery is the step between the requests that are explained. All are decided, and the
// reasons name the same places.
const explainEvery = 97

// TestSentences reads the reasons of decisions about all actions on all types of resource, in
// every release, and the lines of some explanations: none may end where a name should follow.
func TestSentences(t *testing.T) {
	releases := schema.Versions
	if testing.Short() {
		releases = []schema.Version{"8.0", "8.5", "9.3", "11.1", "11.6", "13.3"}
	}
	for _, release := range releases {
		t.Run(release.String(), func(t *testing.T) {
			t.Parallel()
			config := fmt.Sprintf(worldOfSentences, release)
			if release.AtLeast(schema.FineGrainedSince) {
				config += rolesOfSentences
			}
			e, _ := load(t, config)
			if e == nil {
				t.Fatal("the configuration does not load")
			}
			view, read, asked := e.View(), 0, 0
			_, types := view.Types()
			orgs := []string{"a", "b"} // b declares nothing
			for _, typ := range types {
				for _, action := range view.Actions(typ) {
					for _, resource := range resourcesOf(typ) {
						var sources []string
						if resource.Folder != "" {
							sources = [][]string{nil, {}, {"p"}}[asked%3]
						}
						for _, subject := range []string{"root", "boss", "none", "editor", "v"} {
							r := engine.Request{Subject: engine.Subject{Type: "user", ID: subject}, Action: action, Resource: resource, Org: orgs[asked%2], Time: now, DataSources: sources}
							d, err := view.Evaluate(t.Context(), r)
							if err != nil {
								t.Fatal(err)
							}
							lines := d.Reasons
							if asked++; asked%explainEvery == 0 {
								lines = slices.Concat(lines, strings.Split(strings.TrimSuffix(explained(t, e, r).String(), "\n"), "\n"))
							}
							read += len(lines)
							for _, line := range lines {
								if dangling.MatchString(line) {
									t.Errorf("%v %s %v: %q", r.Subject, r.Action, r.Resource, line)
								}
							}
						}
					}
				}
			}
			if read < 1000 {
				t.Errorf("only %d lines are read", read)
			}
		})
	}
}

// resourcesOf returns resources of a type: declared, unknown, without an id, and in a place.
func resourcesOf(typ string) []engine.Resource {
	resources := []engine.Resource{
		{Type: typ}, {Type: typ, ID: "new", Folder: "f"}, {Type: typ, ID: "new", Folder: "general"}, {Type: typ, ID: "new", Dashboard: "d"},
		{Type: typ, ID: "new", CreatedBy: "none"},
	}
	for _, id := range []string{"general", "f", "d", "p", "t", "a", "b", "none", "root", "v", "unknown", "odd", "fixed:reports:reader"} {
		resources = append(resources, engine.Resource{Type: typ, ID: id})
	}
	if typ == string(schema.OrgType) {
		resources = append(resources, engine.Resource{})
	}
	return resources
}

// worldOfSentences has a server admin in no org, one who is Admin of another, and things without lists of permissions.
const worldOfSentences = `grafana { version = %q }
org "a" {
  viewers = [user.none]
  editors = [user.editor]
}
org "b" {
  viewers = [user.v]
  admins  = [user.boss]
}
user "root" { grafana_admin = true }
user "boss" { grafana_admin = true }
user "v" {}
user "none" {}
user "editor" {}
folder "f" { org = org.a }
dashboard "d" { org = org.a }
data_source "p" { org = org.a }
team "t" {
  org     = org.a
  members = [user.none]
}
`

// rolesOfSentences has a role whose permissions have no scope, or one of nothing declared.
const rolesOfSentences = `
role "odd" {
  org = org.a
  permission "teams:create" {}
  permission "datasources:read" { scopes = ["datasources:uid:gone"] }
}
`
