// Package signing signs bundles and verifies them, in the form in which OPA does both.
//
// A signed bundle has a file .signatures.json with one JSON Web Signature over the names
// and digests of all other files. The manifest is one of them, so the revision is signed,
// too. A signature does not say that a bundle is the newest one: Verification.Revision and
// Verification.Since refuse an older one, which plain OPA does not.
//
// All that OPA accepts and Verification refuses is listed in docs/bundles.md.
package signing
