//go:build unix

package sizes

import (
	"bytes"
	"testing"
	"testing/fstest"
	"time"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/diff"
)

// BenchmarkDiff measures comparing two configurations, just opened, against the targets in
// processor time. The metric of-target is above 1 where one is missed. An upgrade changes the
// release alone. A rewrite changes it and nearly every line: other lists, and folders in folders.
func BenchmarkDiff(b *testing.B) {
	for _, bc := range []struct {
		name   string
		size   Size
		change func(fstest.MapFS) fstest.MapFS
		target time.Duration
	}{
		{"one permission", S, permission, 300 * time.Millisecond},
		{"one permission", M, permission, 300 * time.Millisecond},
		{"a setting", M, setting, time.Second},
		{"one permission", L, permission, 2 * time.Second},
		{"an upgrade", M, upgrade, 10 * time.Second},
		{"a rewrite", M, func(fstest.MapFS) fstest.MapFS { return Generate(M, 1, "13.3") }, 10 * time.Second},
	} {
		b.Run(bc.size.Name+" "+bc.name, func(b *testing.B) {
			files := withAccounts(Generate(bc.size, 1, "9.3"))
			changed := bc.change(files)
			var took times
			groups := 0
			for b.Loop() {
				old, new := viewOf(b, files), viewOf(b, changed)
				took.add(b, func() any {
					d, err := engine.Diff(b.Context(), old, new, time.Now())
					if err != nil {
						b.Fatal(err)
					}
					groups = len(d.Groups)
					return d
				})
			}
			if groups == 0 {
				b.Fatal("the change has no effect")
			}
			b.ReportMetric(float64(took.fastest().Milliseconds()), "cpu-ms")
			b.ReportMetric(float64(took.fastest())/float64(bc.target), "of-target")
			b.ReportMetric(float64(groups), "groups")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// TestUpgradeGroups checks that people can read what an upgrade does: it has tens of groups, however large the
// configuration is.
func TestUpgradeGroups(t *testing.T) {
	larger := Size{Name: "3 S", Orgs: 3, Users: 60, Teams: 15, Folders: 30, Dashboards: 120}
	for _, size := range []Size{S, larger} {
		files := withAccounts(Generate(size, 1, "9.3"))
		d, err := engine.Diff(t.Context(), viewOf(t, files), viewOf(t, upgrade(files)), time.Now())
		if err != nil {
			t.Fatal(err)
		}
		if n := len(d.Groups); n < 5 || n > 30 {
			t.Errorf("the upgrade of %s has %d groups", size.Name, n)
		}
		for _, g := range d.Groups {
			if g.Cause.Kind != diff.Rule && g.Cause.Kind != diff.Action {
				t.Errorf("%s: the cause of a group is a %s: %v", size.Name, g.Cause.Kind, g.Cause.Steps)
			}
		}
	}
}

func viewOf(b testing.TB, files fstest.MapFS) *engine.View {
	b.Helper()
	e, err := engine.OpenFS(b.Context(), files)
	if err != nil {
		b.Fatal(err)
	}
	return e.View()
}

// permission gives more in one list.
func permission(files fstest.MapFS) fstest.MapFS {
	return replaced(files, `permission "View"`, `permission "Admin"`)
}

// setting lets viewers edit.
func setting(files fstest.MapFS) fstest.MapFS {
	return replaced(files, "\n  version", "\n  viewers_can_edit = true\n  version")
}

// upgrade changes the release.
func upgrade(files fstest.MapFS) fstest.MapFS {
	return replaced(files, `version = "9.3"`, `version = "13.3"`)
}

// withAccounts gives machines service accounts for API keys, which new releases do not have.
func withAccounts(files fstest.MapFS) fstest.MapFS {
	changed := fstest.MapFS{}
	for name, f := range files {
		changed[name] = &fstest.MapFile{Data: bytes.ReplaceAll(f.Data, []byte(`api_key "`), []byte(`service_account "`)),
			Mode: f.Mode}
	}
	return changed
}

// replaced returns the files with the first old text, in the order of their names, replaced.
func replaced(files fstest.MapFS, old, new string) fstest.MapFS {
	changed, first := fstest.MapFS{}, ""
	for name, f := range files {
		changed[name] = f
		if bytes.Contains(f.Data, []byte(old)) && (first == "" || name < first) {
			first = name
		}
	}
	changed[first] = &fstest.MapFile{Data: bytes.Replace(files[first].Data, []byte(old), []byte(new), 1)}
	return changed
}
