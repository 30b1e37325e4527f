// Package reference decides access in the slow and obvious way, for tests.
//
// It is a second opinion on the policies: written from Grafana's source code, its documentation
// and recorded servers, without sharing code or tables with the policies or the engine. It
// prepares and indexes nothing: every decision searches the lists of a loaded configuration.
//
// It supports four servers: Grafana 8.0, 8.5, 9.3 and the newest documented one, called 13; the
// first two with and without the feature toggle accesscontrol. Comments name their sources: a tag
// and a file of github.com/grafana/grafana ("8.0: pkg/api/api.go"), or a recorded world
// ("8.0/teams-vce0-eca1").
package reference
