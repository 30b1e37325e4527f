// Package exporter has the parts that the exporters below it share: losses, the lists of
// permissions that a server has, and the things that the scopes of roles name.
//
// The exporters turn a schema.World into files for another program. They need no engine. Which
// resource, attribute or key a thing becomes, and why something has no place in the target, stands in tables
// (JSON) beside the code.
package exporter
