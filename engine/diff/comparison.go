package diff

import "github.com/rolecall/rolecall/engine/authzen"

// A Comparison counts the differences in the access that two Views give. The zero
// Comparison has none.
type Comparison struct {
	// Gained is the access that only the other View gives, and Lost the access that only
	// the first one gives.
	Gained Changes `json:"gained"`
	Lost   Changes `json:"lost"`
}

// Same reports whether the access is the same.
func (c Comparison) Same() bool { return c.Gained.Count == 0 && c.Lost.Count == 0 }

// Changes are the requests whose decisions differ in one direction.
type Changes struct {
	// Count is the number of requests. In sessions, users with the same access count
	// once.
	Count int `json:"count"`
	// First is the first request, nil if there is none.
	First *authzen.Request `json:"first,omitempty"`
}
