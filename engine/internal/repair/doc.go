// Package repair looks for the smallest edits of a configuration that would allow a request
// which is denied. A trial is one candidate edit with what would follow from it; trials are
// tried out on the index, ordered by how many others they would allow the request, and those
// that a smaller one does not make needless become repairs. Each says who can make it in
// Grafana.
//
// View.Explain calls it for denials.
package repair
