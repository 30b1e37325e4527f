// Package reference decides access the slow and obvious way, for the tests.
//
// It is a second opinion on what the policies decide: written from what
// Grafana's sources, its documentation and recorded servers say, and sharing
// neither code nor tables with policies or engine. Nothing is prepared or
// indexed: every decision walks the lists of a loaded configuration again.
//
// Four servers are known: Grafana 8.0, 8.5, 9.3 and the newest documented
// one, called 13; the first two with and without the feature toggle
// accesscontrol. Sources are named as a tag and a file of
// github.com/grafana/grafana ("8.0: pkg/api/api.go"), or as a recorded world
// ("8.0/teams-vce0-eca1").
package reference
