// Package engine answers who may do what in Grafana, inside a Go program.
//
// Open loads a configuration, or a bundle made of one, and lets the policies
// enumerate once every right that follows from it; Check then only looks up.
// The package holds no rule of Grafana's: what it looks up, and how requests
// are matched to it, the policies say.
//
// # Asking
//
// Check decides one request and CheckAll many; they say yes or no. Answer gives
// the reasons too, and Explain all that stands behind a decision, with what
// would change it. WhoCan lists the subjects that may do something, WhatCan what
// a subject may do. Check allocates nothing and takes about the same time however
// much is declared; Explain is for people.
//
// What is not known or not declared is denied. A denial is a Decision like any
// other and never an error: an error means that no decision was made, and comes
// with a Decision that denies.
//
// # Keeping up
//
// Reload and Watch read again what was opened. They make a whole new state and
// put it in the place of the old one, or keep the old one and say why. Each call
// of a method is about one configuration from beginning to end, and so is a List,
// however long it is gone through.
//
// # Sharing
//
// All methods of an Engine are safe for concurrent use; so are Lists, Options,
// and whatever methods return. An Engine must not be copied. What is given to
// this package, such as a World, a bundle or the groups of a request, is not
// changed by it, and must not be changed by others while it is in use: a request
// while it is decided, a world or bundle for as long as the engine lives. A
// bundle, diagnostics and files that an engine returns are its own, and must not
// be changed either.
//
// # Errors
//
// A configuration that does not load is a *ConfigError, with every mistake and
// its place. What else can be told apart is ErrBadBundle, ErrNoSource and
// ErrNoVariables, fs.ErrNotExist, and the errors of contexts. The document
// docs/embedding.md says what to do about each.
package engine
