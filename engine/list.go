package engine

import (
	"iter"

	"github.com/rolecall/rolecall/engine/explain"
)

// A List is what WhoCan and WhatCan find.
type List[T any] struct {
	// Problem is why nothing can be found: something in the request is not known
	// or not declared. It has no Kind if the request was valid, even if the list
	// has no items.
	Problem explain.Problem

	all     iter.Seq[T]
	reasons func(T) []string
}

// All iterates over the list, in order. It may be called several times and from several
// goroutines, and gives the same items each time.
func (l List[T]) All() iter.Seq[T] {
	if l.all == nil {
		return func(func(T) bool) {}
	}
	return l.all
}

// WithReasons is All with the reasons that Evaluate gives for each.
func (l List[T]) WithReasons() iter.Seq2[T, []string] {
	return func(yield func(T, []string) bool) {
		for item := range l.All() {
			if !yield(item, l.reasons(item)) {
				return
			}
		}
	}
}
