package output

import (
	"encoding/json"
	"runtime/debug"
	"testing"
)

// TestBuild reads what Go writes into programs.
func TestBuild(t *testing.T) {
	settings := func(pairs ...string) (all []debug.BuildSetting) {
		for i := 0; i < len(pairs); i += 2 {
			all = append(all, debug.BuildSetting{Key: pairs[i], Value: pairs[i+1]})
		}
		return all
	}
	for name, c := range map[string]struct {
		info       *debug.BuildInfo
		text, json string
	}{
		"nothing": {nil, "rolecall (devel)", `{"version":"(devel)"}`},
		"a release": {
			&debug.BuildInfo{GoVersion: "go1.26.0", Main: debug.Module{Version: "v1.2.3"}},
			"rolecall v1.2.3, built by go1.26.0", `{"version":"v1.2.3","go":"go1.26.0"}`,
		},
		"a commit": {
			&debug.BuildInfo{Settings: settings("vcs", "git", "vcs.revision", "abc", "vcs.time", "2026-11-28T12:00:00Z", "vcs.modified", "false")},
			"rolecall (devel), commit abc of 2026-11-28T12:00:00Z",
			`{"version":"(devel)","commit":"abc","commit_time":"2026-11-28T12:00:00Z"}`,
		},
		"changes": {
			&debug.BuildInfo{Settings: settings("vcs.revision", "abc", "vcs.time", "yesterday", "vcs.modified", "true")},
			"rolecall (devel), commit abc with changes", `{"version":"(devel)","commit":"abc","modified":true}`,
		},
	} {
		b := BuildOf(c.info)
		if got := b.String(); got != c.text {
			t.Errorf("%s: %q, want %q", name, got, c.text)
		}
		if got, err := json.Marshal(b); err != nil || string(got) != c.json {
			t.Errorf("%s: %s (%v), want %s", name, got, err, c.json)
		}
	}
}
