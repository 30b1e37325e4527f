// Package reference decides access in the slow and obvious way, for tests.
//
// It is a second opinion on the policies: written from Grafana's source code, its documentation
// and recorded servers, without sharing code or tables with the policies or the engine. It
// prepares and indexes nothing: every decision searches the lists of a loaded configuration.
//
// It follows Grafana from 8.0 to 13.3, 8.x with and without the feature toggle accesscontrol. A
// rule holds from the release that its source names; a release that nothing is known of has the
// rules of the one before it. Comments name their sources: a tag and a file of
// github.com/grafana/grafana ("8.0: pkg/api/api.go"), a pull request, or a recorded world
// ("8.0/teams-vce0-eca1").
package reference
