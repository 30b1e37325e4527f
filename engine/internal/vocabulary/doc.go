// Package vocabulary has the words of requests: actions and types of resources, numbered,
// and what each action needs on each kind of resource.
//
// New makes a Vocabulary of the rows of the policies. Package index embeds it, with the
// permissions numbered alike.
package vocabulary
