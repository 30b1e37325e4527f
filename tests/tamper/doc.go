// Package tamper checks that a signed bundle is refused after any change: by the engine,
// by rolecall verify, and by plain OPA as its server verifies. The changes that OPA alone
// accepts are those in docs/bundles.md.
package tamper
