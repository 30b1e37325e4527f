// Package list lists the subjects that are allowed a request (Subjects), and the actions on
// resources that a subject is allowed (Resources). It walks an index from holders to
// subjects and resources, and decides about each subject or resource alone only if it must.
//
// View.WhoCan and View.WhatCan call it. Package repair uses it to find the other subjects
// that an edit would allow, and package compare to find differences.
package list
