package schema_test

import (
	"fmt"

	"github.com/rolecall/rolecall/schema"
)

func Example() {
	// An address names a block of a configuration, and can be the key of a map.
	admins := map[schema.Addr]string{{Type: schema.TeamType, Label: "sre"}: "eve"}
	for team, user := range admins {
		fmt.Println(team, user)
	}
	// Output: team.sre eve
}
