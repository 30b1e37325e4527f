// Package mutate finds access that no test protects: it changes a configuration one grant
// at a time, and checks whether a test or an invariant would notice.
//
// In lists, a change drops a holder or member, adds another one, or moves a level or role
// to the next higher or lower one. Other changes leave out a block, flip a flag, widen a
// scope, or leave out a permission of a role. A seed picks the additions; all other
// changes are always the same.
//
// A change that no test notices is compared with the unchanged configuration. If nobody's
// access differs, the change is equivalent: there was nothing to notice. An example is a
// role that grants the same as a list.
package mutate
