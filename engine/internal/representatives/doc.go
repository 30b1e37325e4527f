// Package representatives reduces a large configuration to a small one that has one
// representative of each class of users, resources, entries and roles. The policies are
// evaluated for the small configuration alone, so that the time this takes does not
// grow with the number of declarations.
//
// New draws the Sample of a configuration. The functions ClassOf… return the class of a
// user, resource or entry, and the maps of the Sample lead from a class to the name of
// its representative. Package index gives every user and resource what the policies
// grant to its representative.
//
// Check refuses a configuration without a faithful Sample: it contains names of
// representatives or names that the loader would spell differently, or refers to
// undeclared names. Package engine calls it, or one of its parts, for every configuration
// that does not come straight from the loader.
package representatives
