// Package fleet hands bundles out to OPAs, and takes the status and the decision logs that they send.
// So one place shows which OPA runs which revision.
//
// A Fleet is an http.Handler for the paths that OPA's bundle, status and decision log plugins ask:
//
//	GET  /bundles/FILE           a bundle, with an ETag and long polling; HEAD, too
//	POST /status                 the status of an OPA; also /status/PARTITION
//	POST /logs                   decisions of an OPA, in gzip or not; also /logs/PARTITION
//
// Report answers the question how the fleet is, for operators:
//
//	GET  /fleet
//
// A program mounts both in a server.Server, with the option WithHandler, or in a mux of its own behind
// something that admits only the OPAs: a bundle has the whole configuration in it.
//
// Bundles are those of the View that the engine answers from. Once it answers from another one, the
// OPAs that wait get the new bundles at once.
package fleet
