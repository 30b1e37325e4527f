// Package regotest runs Rego tests on the policies and the configuration of an
// engine.View.
//
// The tests are the rules of files *.rego whose names begin with test_, as opa test
// has them. Run runs them once. A Baseline compares what their rules come to with
// one configuration and with others, which is several times faster.
package regotest
