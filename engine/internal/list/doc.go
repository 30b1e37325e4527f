// Package list answers the two questions without a fixed end: which subjects are allowed a
// request (Subjects), and which actions on which resources a subject is allowed
// (Resources). It walks an index from the other side, from holders to subjects and things,
// and asks about each alone only where it must.
//
// View.WhoCan and View.WhatCan call it; repair finds with it who else an edit would allow,
// and compare what differs.
package list
