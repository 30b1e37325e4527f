// Package drift compares a configuration with the things that a Grafana has.
//
// It writes the Grafana down as a second configuration, with the names of the first for the things that are in
// both, so that the engine can compare the access of the two. Parts that the source of the Grafana could not
// tell are in both as they are declared. Beside it lists the declared parts that differ, with their places in
// both, as not every one of them changes access.
package drift
