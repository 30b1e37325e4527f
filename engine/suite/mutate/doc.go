// Package mutate finds access that no test protects: it changes a
// configuration one grant at a time, and asks whether a test, or an invariant,
// would have noticed.
//
// Of lists the changes are that one holder or member is dropped, or another one
// added, and that a level or role is the next higher or lower one. A block is
// left out, a flag is flipped, a scope is widened, a permission of a role is
// left out. What is added is picked by a seed; all else is always the same.
//
// A change that is not noticed is held against the configuration as it is: if
// nobody may do more or less, as where a role gives what a list gives too,
// there was nothing to notice.
package mutate
