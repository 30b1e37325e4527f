package schema_test

import (
	"fmt"

	"github.com/rolecall/rolecall/schema"
)

func Example() {
	// Addresses are what a configuration calls things, and can be map keys.
	members := map[schema.TeamAddr][]schema.UserAddr{"sre": {"eve", "kim"}}
	for team, users := range members {
		fmt.Println(team, users)
	}
	// Output: team.sre [user.eve user.kim]
}
