// Package roundtrip exports configurations, imports the exports again, and compares the access.
//
// The parts that an export reports as left out are first taken out of the configuration. The rest must come
// back with the same access, so that the list of the parts is exact: a part that is missing in the list, and one that
// is in it without need, both differ.
package roundtrip
