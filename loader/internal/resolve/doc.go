// Package resolve makes the schema.World of decoded blocks. It resolves their
// references, and reports names and values that Grafana refuses.
package resolve
