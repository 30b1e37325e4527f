// Package split checks split bundles: all of them together answer as the whole one does, the
// policies and one org as the whole one does about that org, and a change in one org changes
// the bundle of that org alone.
package split
