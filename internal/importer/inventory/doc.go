// Package inventory holds what a Grafana has: its settings, and its orgs, users, teams, folders
// and their permissions, as a plain value.
//
// A reader makes an Inventory of a source, such as the API of a running server. The writer of
// package write makes a configuration of it. Neither knows the other, so that each source needs a
// reader alone.
package inventory
