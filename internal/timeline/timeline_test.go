package timeline

import (
	"encoding/json"
	"reflect"
	"testing"
)

func TestRoundTrip(t *testing.T) {
	releases := []string{"1", "2", "3", "4"}
	tables := map[string]map[string]any{
		"1": {"a": map[string]any{"x": "one", "y": map[string]any{"deep": true}}, "b": true, "c": map[string]any{}},
		"2": {"a": map[string]any{"x": "one"}, "b": false, "c": map[string]any{"z": 1.0}},
		"3": {"a": map[string]any{"x": "two", "y": map[string]any{"deep": true}}, "b": false, "c": map[string]any{}},
		"4": {"a": map[string]any{}, "b": false, "c": map[string]any{}},
	}
	track, err := Of(releases, tables, func(string) int { return 1 })
	if err != nil {
		t.Fatal(err)
	}
	if n := len(track.Rows); n != 10 {
		t.Errorf("%d rows: %+v", n, track.Rows)
	}
	file := File{Tracks: []Track{track}}
	raw, err := file.Encode()
	if err != nil {
		t.Fatal(err)
	}
	var read File
	if err := json.Unmarshal(raw, &read); err != nil {
		t.Fatalf("%v: %s", err, raw)
	}
	for _, release := range releases {
		raw, err := json.Marshal(read.At(release))
		var have map[string]any
		if err != nil || json.Unmarshal(raw, &have) != nil || !reflect.DeepEqual(have, tables[release]) {
			t.Errorf("%s: %s, want %v", release, raw, tables[release])
		}
	}
	if read.At("5") != nil {
		t.Error("a release that the file does not have has tables")
	}
}
