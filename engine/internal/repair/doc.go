// Package repair looks for the smallest edits of a configuration that would allow a request
// which is denied. A trial is one candidate edit with what would follow from it. Each trial
// is tried out on the index, or on a changed configuration. The ones that work are sorted
// by everything that they change: who loses access, how many others they would allow the
// request, and how much they give the subject. One that gives only more than another before
// it is dropped. The rest are the repairs, each with who can make it in Grafana.
//
// View.Explain calls it for denials.
package repair
