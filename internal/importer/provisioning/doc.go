// Package provisioning reads the files by which Grafana provisions access: the YAML of access control, with custom
// roles and who has roles, and ldap.toml with mappings of groups.
//
// The forms are those of Grafana's documentation, of version 1 (8.0 to 8.5) and version 2 (9.0 and newer) of the
// YAML.
package provisioning
