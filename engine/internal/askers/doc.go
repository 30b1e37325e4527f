// Package askers has the subjects that can ask on the two sides of a comparison, in classes of
// which all members hold the same on each side.
//
// A user can also ask in a session with external groups. There are as many sessions of a user as
// there are lists of groups, so nothing here is made for each. Instead there is a layer for each
// list of groups: layer 0 has the subjects without a session, and the other layers have the users
// in sessions. What a layer tells in an org is the same for many users: the same teams are added
// for all users of a class. A Set has the classes of layer 0, and those of the layers in which
// others are meant; most layers mean the same.
package askers
