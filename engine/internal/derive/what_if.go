package derive

import (
	"context"
	"fmt"
	"sync"

	"github.com/rolecall/rolecall/engine/authzen"
	"github.com/rolecall/rolecall/engine/internal/access"
	"github.com/rolecall/rolecall/engine/internal/index"
	"github.com/rolecall/rolecall/engine/internal/representatives"
	"github.com/rolecall/rolecall/internal/document"
)

// A WhatIf decides a query with a setting of the server changed, or with an entry in a
// list of permissions that has none. It keeps the last few changed configurations, as an
// explanation needs each often. It is safe for concurrent use.
type WhatIf struct {
	// Make evaluates the policies on a configuration.
	Make func(context.Context, *document.World) (*access.Matcher, error)

	// mu is not held while policies are evaluated.
	mu    sync.Mutex
	known map[alternative]*access.Matcher
}

// An alternative identifies a changed configuration.
type alternative struct {
	setting              string
	on                   bool
	place, holder, level string
	org, context         *index.Org
	resource             authzen.Resource
}

// maxAlternatives is the number of changed configurations that are kept.
const maxAlternatives = 16

// With returns a matcher for the request as if a setting were on or off: the same matcher
// if the setting already is. The subjects have the same numbers in it. It has no folders and
// dashboards besides those of the query.
func (q *Deriver) With(ctx context.Context, setting string, on bool) (*access.Matcher, error) {
	grafana := q.Index.Data.Grafana
	value := grafana.Setting(setting)
	switch {
	case value == nil:
		return nil, fmt.Errorf("explain: the policies know a setting %q that a configuration does not", setting)
	case *value == on:
		return q.Matcher, nil
	}
	m, err := q.as(ctx, alternative{setting: setting, on: on}, grafana.With(setting, on), q.Org.Data)
	if err != nil {
		return nil, fmt.Errorf("explain %s: %w", setting, err)
	}
	return m, nil
}

// WithEntry returns a matcher for the request as if the list at a place, which has no
// entries, had one. It is like the matcher of With, but other orgs are empty.
func (q *Deriver) WithEntry(ctx context.Context, place, holder, level string) (*access.Matcher, error) {
	m, err := q.as(ctx, alternative{place: place, holder: holder, level: level}, q.Index.Data.Grafana, q.Org.Data.WithEntry(place, holder, level))
	if err != nil {
		return nil, fmt.Errorf("explain an entry at %s: %w", place, err)
	}
	return m, nil
}

// as returns a matcher for the request as if the server and the org whose rights count were
// different.
func (q *Deriver) as(ctx context.Context, key alternative, grafana document.Grafana, org *document.Org) (*access.Matcher, error) {
	key.org, key.context, key.resource = q.Org, q.Context, q.Request.Resource
	if m := q.whatIf.find(key); m != nil {
		return m, nil
	}
	d := *q.Index.Data
	d.Grafana = grafana
	d.Orgs = map[string]*document.Org{}
	for _, o := range q.Index.Orgs {
		if d.Orgs[o.Label] = document.NewOrg(); o == q.Context || key.setting != "" {
			d.Orgs[o.Label] = q.about(o.Data)
		}
	}
	d.Orgs[q.Org.Label] = q.about(org)
	m, err := q.whatIf.Make(ctx, &d)
	if err != nil {
		return nil, err
	}
	q.whatIf.keep(key, m)
	return m, nil
}

func (w *WhatIf) find(key alternative) *access.Matcher {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.known[key]
}

func (w *WhatIf) keep(key alternative, m *access.Matcher) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.known == nil || len(w.known) >= maxAlternatives {
		w.known = map[alternative]*access.Matcher{}
	}
	w.known[key] = m
}

// about returns an org with only the resources that the query is about.
func (q *Deriver) about(o *document.Org) *document.Org {
	kept := *o
	asked := map[string]bool{q.Request.Resource.ID: true, q.Request.Resource.Folder: true, q.Request.Resource.Dashboard: true}
	for _, id := range []string{q.Request.Resource.ID, q.Request.Resource.Folder, q.Request.Resource.Dashboard} {
		asked[o.Dashboards[id].Folder] = true
		for _, folder := range o.Folders[o.Dashboards[id].Folder].Above {
			asked[folder] = true
		}
		for _, folder := range o.Folders[id].Above {
			asked[folder] = true
		}
	}
	kept.Folders, kept.Dashboards = chosen(o.Folders, asked), chosen(o.Dashboards, asked)
	lists := func(place string) bool {
		scope, id := representatives.SplitPlace(place)
		return asked[id] || scope != representatives.FolderType.Scope && scope != representatives.DashboardType.Scope
	}
	kept.Permissions = map[string]map[string]document.Entry{}
	for place, list := range o.Permissions {
		if lists(place) {
			kept.Permissions[place] = list
		}
	}
	kept.Creators = map[string]map[string]string{}
	for place, list := range o.Creators {
		if lists(place) {
			kept.Creators[place] = list
		}
	}
	return &kept
}

// chosen returns the resources with some ids.
func chosen(things map[string]document.Item, ids map[string]bool) map[string]document.Item {
	kept := map[string]document.Item{}
	for id := range ids {
		if item, ok := things[id]; ok {
			kept[id] = item
		}
	}
	return kept
}
