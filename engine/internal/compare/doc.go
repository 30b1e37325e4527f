// Package compare finds the requests that two configurations decide differently, exactly.
//
// Subjects that hold the same on both sides are one class, and so are resources that the same
// grants cover on both sides. It decides each action once for all members of two classes, and only
// where the fingerprints of what is granted, or of what is held, differ.
//
// View.Compare counts the differences; Diff puts them into groups by their causes.
package compare
