// Package timeline stores tables that differ little from one release to the next: each value
// once, with the releases in which it holds.
package timeline

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// A File holds the tables of all releases.
type File struct {
	Tracks []Track `json:"tracks"`
}

// A Track holds the tables of releases that follow each other.
type Track struct {
	// Releases lists the names of the releases, oldest first.
	Releases []string `json:"releases"`
	Rows     []Row    `json:"rows"`
}

// A Row is a value in the tables of some releases.
type Row struct {
	// At is the way to the value, by the keys of objects.
	At []string `json:"at"`
	// Since is the first release of the value. Until is the release that no longer has it;
	// empty if all later ones do.
	Since string `json:"since"`
	Until string `json:"until,omitempty"`
	// Value is canonical JSON.
	Value json.RawMessage `json:"value"`
}

// Of returns the track of releases, oldest first, with their tables, which are objects. An
// object in the tables is taken apart as deeply as depth says for its key at the top.
func Of(releases []string, tables map[string]map[string]any, depth func(string) int) (Track, error) {
	t := Track{Releases: releases}
	type value struct {
		at   []string
		raws map[int]json.RawMessage
	}
	values := map[string]*value{}
	for i, release := range releases {
		err := walk(nil, tables[release], func(at []string, v any) error {
			raw, err := json.Marshal(v)
			key := fmt.Sprintf("%q", at)
			if values[key] == nil {
				values[key] = &value{slices.Clone(at), map[int]json.RawMessage{}}
			}
			values[key].raws[i] = raw
			return err
		}, depth)
		if err != nil {
			return t, err
		}
	}
	for _, key := range slices.Sorted(maps.Keys(values)) {
		v := values[key]
		for i := 0; i < len(releases); {
			raw := v.raws[i]
			next := i + 1
			for next < len(releases) && bytes.Equal(v.raws[next], raw) {
				next++
			}
			if raw != nil {
				row := Row{At: v.at, Since: releases[i], Value: raw}
				if next < len(releases) {
					row.Until = releases[next]
				}
				t.Rows = append(t.Rows, row)
			}
			i = next
		}
	}
	return t, nil
}

// walk calls leaf for the values of an object that are not taken apart.
func walk(at []string, of any, leaf func([]string, any) error, depth func(string) int) error {
	object, ok := of.(map[string]any)
	if !ok || len(object) == 0 || len(at) > 0 && len(at) > depth(at[0]) {
		return leaf(at, of)
	}
	for _, key := range slices.Sorted(maps.Keys(object)) {
		if err := walk(append(at, key), object[key], leaf, depth); err != nil {
			return err
		}
	}
	return nil
}

// At returns the tables of a release; nil if the file does not have it. The values in it are
// objects and json.RawMessage.
func (f *File) At(release string) map[string]any {
	for _, t := range f.Tracks {
		if n := slices.Index(t.Releases, release); n >= 0 {
			return t.At(n)
		}
	}
	return nil
}

// All returns the tables of all releases, by their names.
func (f *File) All() map[string]map[string]any {
	all := map[string]map[string]any{}
	for _, t := range f.Tracks {
		for n, name := range t.Releases {
			all[name] = t.At(n)
		}
	}
	return all
}

// At returns the tables of the release with a number among Releases, as File.At does.
func (t *Track) At(n int) map[string]any {
	number := make(map[string]int, len(t.Releases)+1)
	for i, release := range t.Releases {
		number[release] = i
	}
	number[""] = len(t.Releases)
	tables := map[string]any{}
	for _, row := range t.Rows {
		if n < number[row.Since] || n >= number[row.Until] {
			continue
		}
		in := tables
		for _, key := range row.At[:len(row.At)-1] {
			below, ok := in[key].(map[string]any)
			if !ok {
				below = map[string]any{}
				in[key] = below
			}
			in = below
		}
		in[row.At[len(row.At)-1]] = row.Value
	}
	return tables
}

// Encode returns the JSON of a file, a row on each line.
func (f *File) Encode() ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("{\"tracks\": [")
	for i, t := range f.Tracks {
		names, err := json.Marshal(t.Releases)
		if err != nil {
			return nil, err
		}
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "\n{\"releases\": %s, \"rows\": [", names)
		for j, row := range t.Rows {
			if j > 0 {
				b.WriteByte(',')
			}
			b.WriteByte('\n')
			line := json.NewEncoder(&b)
			line.SetEscapeHTML(false)
			if err := line.Encode(row); err != nil {
				return nil, err
			}
			b.Truncate(b.Len() - 1)
		}
		b.WriteString("\n]}")
	}
	b.WriteString("\n]}\n")
	return b.Bytes(), nil
}
