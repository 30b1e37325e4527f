package browser

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/levels"
	"github.com/rolecall/rolecall/tests/sizes"
)

const acme = "../../examples/acme"

// report opens the report of a configuration.
func report(tb testing.TB, dir string) *tab {
	tb.Helper()
	chromium(tb)
	t := open(tb, written(tb, "-C", dir, "report", "--format", "html", "--group-by", "team", "-o"))
	t.until(`document.querySelector("nav a[aria-current]")`)
	return t
}

// TestReport checks every cell of the page of examples/acme against the engine, and its reasons
// against Explain.
func TestReport(t *testing.T) {
	tab := report(t, acme)
	eng, err := engine.Open(t.Context(), acme)
	if err != nil {
		t.Fatal(err)
	}
	cells := 0
	for i, org := range eng.View().Names("org", "") {
		for _, typ := range []string{"folder", "data_source", "dashboard"} {
			table, err := eng.View().Levels(org, typ, time.Time{})
			if err != nil {
				t.Fatal(err)
			}
			tab.choose(i, typ)
			shown := get[[][]string](tab, `[...document.querySelectorAll(".grid tbody tr")].map(tr => [...tr.cells].map(c => c.textContent))`)
			if len(shown) != len(table.Subjects) {
				t.Fatalf("org %s has %d rows, want %d", org, len(shown), len(table.Subjects))
			}
			for s := range table.Subjects {
				if shown[s][0] != table.Subjects[s].String() {
					t.Errorf("row %d is %q, want %s", s, shown[s][0], table.Subjects[s])
				}
				for r := range table.Resources {
					if want := table.Name(table.At(s, r)); shown[s][r+1] != want {
						t.Errorf("%s has %q on %s, want %q", table.Subjects[s], shown[s][r+1], table.Resources[r].ID, want)
					}
					if cells++; cells%9 == 0 {
						tab.reason(eng.View(), table, s, r)
					}
				}
			}
		}
	}
	if cells < 100 {
		t.Errorf("only %d cells", cells)
	}
	tab.quiet()
}

// choose shows the matrix of an org and a type.
func (t *tab) choose(org int, typ string) {
	t.Helper()
	t.do(fmt.Sprintf(`
		location.hash = "#/matrix";
		const [org, type] = document.querySelectorAll("#page-matrix select");
		org.value = %d; org.dispatchEvent(new Event("change"));
		type.value = [...type.options].find(o => o.text === %q).value; type.dispatchEvent(new Event("change"));
	`, org, strings.ReplaceAll(typ, "_", " ")))
	t.until(`document.querySelector("#page-matrix.shown .grid")`)
}

// reason opens the reasons of a cell. They must have every grant that Explain lists for an
// action of the level, and what makes the subject its holder.
func (t *tab) reason(view *engine.View, table *levels.Table, s, r int) {
	t.Helper()
	text := get[string](t, fmt.Sprintf(`(() => {
		const dialog = document.querySelector("#reason");
		document.querySelector('td[data-at="%d,%d"]').click();
		const text = dialog.innerText;
		dialog.close();
		return text;
	})()`, s, r))
	for action := range table.Permissions {
		e, err := view.Explain(t.Context(), engine.Request{
			Subject: table.Subjects[s].Subject, Action: action, Resource: engine.Resource{Type: table.Type,
				ID: table.Resources[r].ID}, Org: table.Org,
		})
		if err != nil {
			t.Fatal(err)
		}
		if !e.Allowed || len(e.Ways) != 1 || len(e.Ways[0].Needs) != 1 || e.Ways[0].Needs[0].Action != action {
			continue
		}
		for _, d := range e.Ways[0].Needs[0].Derivations {
			if !strings.Contains(text, d.Holder+": ") || !strings.Contains(text, " at "+d.Place) {
				t.Errorf("%s: the page does not name %s at %s:\n%s", e.Request, d.Holder, d.Place, text)
			}
			for _, step := range d.Steps[1:] {
				if at := fmt.Sprintf("%s:%d", step.File, step.Line); step.Level != "" && !strings.Contains(text, at) {
					t.Errorf("%s: the page does not name %s, for %s:\n%s", e.Request, at, step, text)
				}
			}
		}
	}
}

// TestSearch checks that the search finds things, and leads to their pages.
func TestSearch(t *testing.T) {
	tab := report(t, acme)
	tab.write("#search", "PRODUC")
	tab.until(`document.querySelector("ul.found a")`)
	found := get[[]string](tab, `[...document.querySelectorAll("ul.found a")].map(a => a.textContent)`)
	if !slices.Contains(found, "folder:production") {
		t.Errorf("found %q", found)
	}
	for query, want := range map[string][]string{
		"user:kim":          {"Viewer in org acme", "Member of team SRE", "Levels on folders"},
		"team:SRE":          {"What it gives on folders", "user:sam"},
		"folder:payments":   {"Who has a level", "team:Payments"},
		"data_source:loki":  {"Who has a level", "user:ada"},
		"role:Viewer":       {"What it gives on folders"},
		"folder:production": {"Who has a level", "user:eve"},
	} {
		tab.write("#search", query)
		tab.until(fmt.Sprintf(`document.querySelector("#page-one h2").textContent.includes(%q) && document.querySelector("ul.found a")`, "“"+query+"”"))
		tab.do(`document.querySelector("ul.found a").click()`)
		tab.until(`document.querySelector("#page-one table")`)
		text := get[string](tab, `document.querySelector("#page-one").innerText`)
		for _, part := range want {
			if !strings.Contains(text, part) {
				t.Errorf("the page of %s does not have %q:\n%s", query, part, text)
			}
		}
	}
	tab.quiet()
}

// TestFilters checks that the filters of the matrix leave the rows and columns that match.
func TestFilters(t *testing.T) {
	tab := report(t, acme)
	tab.choose(0, "folder")
	tab.write("#page-matrix label:nth-of-type(3) input", "user:VIC")
	tab.write("#page-matrix label:nth-of-type(4) input", "pay")
	got := get[[][]string](tab, `[...document.querySelectorAll(".grid tr")].map(tr => [...tr.cells].map(c => c.textContent))`)
	want := [][]string{{"subject", "payments"}, {"user:vic", "some"}}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("shows %q, want %q", got, want)
	}
	tab.quiet()
}

// TestKeyboard moves through the matrix by keys, and opens a reason.
func TestKeyboard(t *testing.T) {
	tab := report(t, acme)
	tab.choose(0, "folder")
	tab.do(`document.querySelector('td[tabindex="0"]').focus()`)
	tab.run(chromedp.KeyEvent(kb.ArrowDown), chromedp.KeyEvent(kb.ArrowRight), chromedp.KeyEvent(kb.Enter))
	tab.until(`document.querySelector("#reason").open`)
	if got := get[string](tab, `document.querySelector("#reason-title").textContent`); got != "user:ada on folder:finance: Admin" {
		t.Errorf("opened %q", got)
	}
	tab.run(chromedp.KeyEvent(kb.Escape))
	tab.until(`!document.querySelector("#reason").open`)
	if got := get[string](tab, `document.activeElement.getAttribute("aria-label")`); got != "user:ada, finance: Admin" {
		t.Errorf("the focus went to %q", got)
	}
	tab.quiet()
}

// TestAccessible checks that everything to use has a name, on every page.
func TestAccessible(t *testing.T) {
	tab := report(t, acme)
	call(tab, accessibility.Enable, cdp.Empty{})
	roles := map[string]int{}
	for _, hash := range []string{"overview", "plan", "groups", "defaults", "matrix", "subject/acme/user%3Aeve"} {
		tab.do(`location.hash = "#/` + hash + `"`)
		tab.run(chromedp.Sleep(100 * time.Millisecond))
		for _, n := range call(tab, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{}).Nodes {
			if n.Ignored || n.Role == nil {
				continue
			}
			role := strings.Trim(string(n.Role.Value), `"`)
			roles[role]++
			if slices.Contains([]string{"button", "link", "textbox", "searchbox", "combobox", "gridcell", "grid", "dialog",
				"navigation", "region"}, role) &&
				(n.Name == nil || strings.Trim(string(n.Name.Value), `"`) == "") {
				t.Errorf("%s: a %s has no name", hash, role)
			}
		}
	}
	for _, role := range []string{"link", "searchbox", "combobox", "gridcell", "rowheader", "columnheader", "button"} {
		if roles[role] == 0 {
			t.Errorf("there is no %s; there are %v", role, roles)
		}
	}
}

// TestThemes checks that both themes can be read: texts stand out from what is behind them.
func TestThemes(t *testing.T) {
	tab := report(t, acme)
	tab.choose(0, "folder")
	papers := map[string]bool{}
	for _, theme := range []string{"light", "dark"} {
		call(tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}}})
		papers[get[string](tab, `getComputedStyle(document.body).backgroundColor`)] = true
		// Contrast as in https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio.
		faint := get[[]string](tab, `(() => {
			const rgb = c => c.match(/[\d.]+/g).map(Number);
			const light = c => { const [r, g, b] = rgb(c).map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b; };
			const behind = e => { const c = getComputedStyle(e).backgroundColor; return e.parentElement && (c === "transparent" || rgb(c)[3] === 0) ? behind(e.parentElement) : c; };
			const low = new Set();
			for (const e of document.querySelectorAll("h1, h2, small, nav a, .grid td, .grid th, .grid a, label, p.faint")) {
				const [a, b] = [light(getComputedStyle(e).color), light(behind(e))].sort((a, b) => b - a);
				if ((a + .05) / (b + .05) < 4.5) low.add(e.tagName + "." + e.className + " " + getComputedStyle(e).color + " on " + behind(e));
			}
			return [...low];
		})()`)
		for _, what := range faint {
			t.Errorf("%s: %s has too little contrast", theme, what)
		}
	}
	if len(papers) != 2 {
		t.Errorf("both themes look the same: %v", papers)
	}
	tab.quiet()
}

// TestHostileNames checks that no name becomes markup or script.
func TestHostileNames(t *testing.T) {
	dir := t.TempDir()
	const evil = `</template></script><script>document.title='pwned'</script><img src=http://127.0.0.1:9/x onerror=alert(1)>\"'&amp;${x}{{.}}`
	files := `grafana { version = "12.0" }
org "main" { viewers = [user.a] }
user "a" { login = "` + strings.ReplaceAll(evil, "${", "$${") + `" }
team "t" {
  name    = "` + strings.ReplaceAll(evil, "${", "$${") + `"
  members = [user.a]
}
folder "f" {
  permission "Edit" { teams = [team.t] }
}
`
	if err := os.WriteFile(filepath.Join(dir, "main.hcl"), []byte(files), 0o600); err != nil {
		t.Fatal(err)
	}
	tab := report(t, dir)
	tab.choose(0, "folder")
	login := strings.ReplaceAll(evil, `\"`, `"`)
	got := get[[]string](tab, `[document.title, document.querySelector(".grid tbody th").textContent, document.querySelectorAll("script, img").length + ""]`)
	if want := []string{"Access in Grafana", "user:" + login, "1"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	tab.do(`document.querySelector("td[data-at]").click()`)
	if text := get[string](tab, `document.querySelector("#reason").innerText`); !strings.Contains(text, "team:"+login) {
		t.Errorf("the reason does not have the team:\n%s", text)
	}
	tab.quiet()
}

// TestCoverage checks that the page of test --coverage-html loads nothing, and has its style.
func TestCoverage(t *testing.T) {
	chromium(t)
	tab := open(t, written(t, "-C", acme, "test", "--coverage-html"))
	if got := get[string](tab, `getComputedStyle(document.querySelector("tr.all")).backgroundColor`); got == "rgba(0, 0, 0, 0)" {
		t.Error("the policy of the page forbids its style")
	}
	tab.quiet()
}

// BenchmarkOpen measures how long the report takes to open and to show the matrix, for
// configurations of growing size, and how large it is.
func BenchmarkOpen(b *testing.B) {
	for _, size := range []sizes.Size{sizes.S, sizes.M, sizes.L} {
		b.Run(size.Name, func(b *testing.B) {
			dir := b.TempDir()
			if err := os.CopyFS(dir, sizes.Generate(size, 1, "13.3")); err != nil {
				b.Fatal(err)
			}
			chromium(b)
			page := written(b, "-C", dir, "report", "--format", "html", "-o")
			info, err := os.Stat(page)
			if err != nil {
				b.Fatal(err)
			}
			tab := open(b, page+"#/matrix")
			for b.Loop() {
				tab.run(chromedp.Navigate("file://"+page+"#/matrix"), chromedp.Reload())
				tab.until(`document.querySelector(".grid td[data-at]")`)
			}
			b.ReportMetric(float64(info.Size())/1e6, "MB")
			tab.mu.Lock()
			for _, text := range tab.errors {
				b.Error(text)
			}
			tab.mu.Unlock()
		})
	}
}
