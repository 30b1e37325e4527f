// Package resolve makes the schema.World of decoded blocks. It resolves what they
// refer to, and checks and reviews the whole.
package resolve
