// Package compare finds the requests that two configurations decide differently, exactly.
//
// Package askers has the subjects that hold the same on both sides as one class, and sessions in
// layers. Resources that the same grants cover on both sides are one class, too. It decides each action
// once for all members of two classes, and only where what is granted, or what is held, differs.
//
// View.Compare counts the differences; Diff puts them into groups by their causes.
package compare
