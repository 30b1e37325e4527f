// Package exporter has what the exporters below it share: what a target cannot express, the lists of
// permissions that a server has, and the things that the scopes of roles name.
//
// The exporters turn a schema.World into files for another program. They need no engine. Which
// resource, attribute or key a thing becomes, and what the target has no word for, stands in tables
// (JSON) beside the code.
package exporter
