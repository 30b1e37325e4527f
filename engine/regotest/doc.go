// Package regotest runs Rego tests on the policies and the configuration of an engine.View.
//
// As in opa test, the tests are the rules in files *.rego whose names begin with test_. Run
// runs them once. A Baseline compares the values of their rules between configurations,
// which is several times faster.
package regotest
