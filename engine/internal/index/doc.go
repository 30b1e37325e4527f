// Package index arranges the rows of the policies for decisions: a decision takes a few
// lookups, however much is declared.
//
// New makes an Index of a configuration, its sample and the rows for the sample. An Index
// has the orgs with their subjects, with the places at which something is granted, and
// with the covers of resources: the places that count for each resource. Its Vocabulary
// has the words of requests.
//
// An Index does not change once New has returned it, so it is safe for concurrent use.
// Subjects, holders, permissions and resources are numbered. The numbers are those of one
// index, and the numbers of holders, subjects and resources those of one org.
//
// A holder is either role-like, such as a role or the server admins, with a bit in a mask,
// or individual: a user, team or account. The latter are the owners of an org.
//
// Package access decides requests on an Index. The packages above it list, explain,
// repair and compare.
package index
