// Package engine decides who can do what in Grafana, inside a Go program.
//
//	eng, err := engine.Open(ctx, "path/to/configuration")
//	…
//	decision, err := eng.Check(ctx, engine.Request{
//		Subject:  engine.Subject{Type: "user", ID: "eve"},
//		Action:   "dashboards:write",
//		Resource: engine.Resource{Type: "dashboard", ID: "latency"},
//		Org:      "main",
//	})
//
// Open reads a configuration or a bundle, and evaluates the Rego policies once. The
// questions then look up what follows: Check and CheckAll decide, Evaluate gives the
// reasons too, and Explain gives everything that a decision rests on. WhoCan and WhatCan
// list. Anything unknown or undeclared is denied. A denial is a Decision, not an error;
// a Decision that is returned with an error denies.
//
// # Views and reloads
//
// A View is one loaded configuration. An Engine answers from its current View, which
// Reload and Watch replace as a whole, or keep if the new configuration does not load.
// To ask several questions about the same configuration, take Engine.View once.
//
// # Concurrency
//
// All methods are safe for concurrent use, and so are all values that they return. An
// Engine must not be copied. Do not change what you give to an engine or get from one
// while it is in use. A World or a bundle is in use for as long as the engine lives.
//
// # Errors
//
// A configuration that does not load is a *ConfigError with every mistake and its
// place. Errors that a program can act on wrap ErrBadBundle, ErrNoPath, ErrNoVariables, fs.ErrNotExist, or
// the error of the context. docs/embedding.md says what to do about each.
package engine
