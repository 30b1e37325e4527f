// Package fleet runs real OPA servers, in processes of their own, with the bundles that package
// engine/fleet hands out to them. It checks that a change reaches all of them and a tampered bundle none,
// that one that was down catches up, and that each decides as the engine does.
//
// With -short there is one OPA, otherwise three: one that is killed, and one that starts late.
package fleet
