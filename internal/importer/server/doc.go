// Package server reads a running Grafana over its HTTP API into an Inventory. It sends GET requests
// alone, so that it changes nothing there.
//
// # Why not Grafana's published client
//
// The client github.com/grafana/grafana-openapi-client-go is generated from the newest release, and
// has no call for two of the answers that an import takes: the API keys that releases before 12.1
// have, and the settings that everybody may read, with the feature toggles and the edition. Those
// would need a second client beside it. It adds 37 modules, and its models drop fields that they do
// not know. Answers are read here as JSON, with the few fields that matter; hashicorp's
// retryable client repeats requests.
//
// # What servers answer
//
// The forms of answers differ between releases, and so do the ways in which lists are cut. Each such
// difference is told where the code deals with it. They were recorded from servers 8.0.7, 10.0.1,
// 10.1.0, 10.4.3 and 12.2.0.
package server
