// Package compare finds the requests that two configurations decide differently, exactly.
// Fingerprints of what is granted at each place, and of what each subject holds, tell which
// requests cannot differ; it asks both about all others.
//
// View.Compare calls it.
package compare
