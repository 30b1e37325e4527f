package server

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

const (
	// pageSize is the length of the pages that are asked for. It is the greatest that every
	// release gives, and the length of their pages if none is asked for.
	pageSize = 1000
	// mostPages bounds the pages of one list.
	mostPages = 2_000
)

// pages reads the pages of a list. Path ends in the parameters that come before the page, first is
// the number of the first page, read returns the items of a page, and id the name by which the server
// tells items apart.
//
// A page that is not full is the last one. No total is trusted: in 8.0 the one of teams counts the
// teams of all orgs. A full page with items that were read before is an error, as the rest of the
// list cannot be had; a release that ignores the number of the page answers so. So is a page that is
// longer than was asked for, and an item without an id, as it would be taken for another one.
func pages[T any](ctx context.Context, path string, first int,
	read func(ctx context.Context, path string) ([]T, error), id func(T) string) ([]T, error) {
	joint := "?"
	if strings.Contains(path, "?") {
		joint = "&"
	}
	var all []T
	seen := map[string]bool{}
	for page := first; page < first+mostPages; page++ {
		at := fmt.Sprintf("%s%spage=%d", path, joint, page)
		items, err := read(ctx, at)
		if err != nil {
			return nil, err
		}
		if len(items) > pageSize {
			return nil, fmt.Errorf("the answer to %s has %d items, and %d were asked for", at, len(items), pageSize)
		}
		fresh := 0
		for _, item := range items {
			switch name := id(item); {
			case name == "":
				return nil, fmt.Errorf("the answer to %s has an item without an id", at)
			case !seen[name]:
				seen[name] = true
				all = append(all, item)
				fresh++
			}
		}
		if len(items) < pageSize {
			return all, nil
		}
		if fresh == 0 {
			return nil, fmt.Errorf("the answer to %s has the items of earlier pages again, "+
				"so the list cannot be read to its end", at)
		}
	}
	return nil, fmt.Errorf("the list %s does not end: it has more than %d pages", path, mostPages)
}

// number returns the number of a thing as an id; empty for none.
func number(id int64) string {
	if id == 0 {
		return ""
	}
	return strconv.FormatInt(id, 10)
}

// member reads the pages of a list that is answered as a member of an object. An object without it is an error.
func member[T any](ctx context.Context, c *client, org int64, path, name string, id func(T) string) ([]T, error) {
	return pages(ctx, path, 1, func(ctx context.Context, at string) ([]T, error) {
		var page map[string]json.RawMessage
		if err := c.get(ctx, org, at, &page); err != nil {
			return nil, err
		}
		text, has := page[name]
		if !has {
			return nil, fmt.Errorf("the answer to %s has no list %q", at, name)
		}
		var items []T
		if err := json.Unmarshal(text, &items); err != nil {
			return nil, fmt.Errorf("the answer to %s cannot be read: %w", at, err)
		}
		return items, nil
	}, id)
}

// list reads the pages of a list that is answered as an array.
func list[T any](ctx context.Context, c *client, org int64, path string, first int, id func(T) string) ([]T, error) {
	return pages(ctx, path, first, func(ctx context.Context, at string) ([]T, error) {
		var items []T
		err := c.get(ctx, org, at, &items)
		return items, err
	}, id)
}
