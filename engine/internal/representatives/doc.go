// Package representatives makes a small configuration that stands for a large one: it
// has one representative of each class of users, things, entries and roles. The
// policies are evaluated for the small configuration alone, so the time that they
// take does not grow with what is declared.
//
// New draws the Sample of a configuration. The functions ClassOf… return the class of
// one of its users, things or entries, and the maps of the Sample the name of the
// representative. Package index uses both to give every user and thing what the
// policies gave its representative.
//
// Check refuses a configuration for which no representative could stand, because it
// has names of representatives in it or refers to what it does not declare. Package
// engine calls it for what does not come from the loader.
package representatives
