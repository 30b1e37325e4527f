package benchmark

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"

	"github.com/rolecall/rolecall/tests/sizes"
)

var (
	write = flag.Bool("write", false, "write what is measured to docs/performance.md")
	which = flag.String("peers", "", "measure the peers whose names this regular expression matches")
)

// The sizes that are measured.
var sizes = []sizes.Size{sizes.S, sizes.M, sizes.L}

// A figure is something that is measured at each size.
type figure string

const (
	buildFigure figure = "building the index from the world, seconds of CPU"
	heapFigure  figure = "open heap, MB"
	whoFigure   figure = "`WhoCan`, ns a subject on the list"
	whatFigure  figure = "`WhatCan`, ns a permission on the list"
)

// results are what the benchmarks of this run have found.
var results = table{}

// A table has figures by size.
type table map[cell]float64

type cell struct {
	size string
	figure
}

func (t table) set(size sizes.Size, f figure, v float64) { t[cell{size.Name, f}] = v }

// perOp is the time that a peer takes, in nanoseconds.
func perOp(peer string) figure { return figure(peer + " ns/op") }

func allocs(peer string) figure { return figure(peer + " allocs/op") }

// A target is what a figure, or the ratio of two, is to reach at some sizes.
type target struct {
	what string
	of   func(get func(figure) float64) float64
	// least says that the limit is not to be fallen short of, else it is
	// not to be exceeded.
	least  bool
	limits map[string]float64
}

func only(f figure) func(func(figure) float64) float64 {
	return func(get func(figure) float64) float64 { return get(f) }
}

func ratio(over, under string) func(func(figure) float64) float64 {
	return func(get func(figure) float64) float64 { return get(perOp(over)) / get(perOp(under)) }
}

func everywhere(limit float64) map[string]float64 {
	return map[string]float64{"S": limit, "M": limit, "L": limit}
}

var targets = []target{
	{"`Check`, allocations", only(allocs(checkName)), false, everywhere(0)},
	{"`Check` ÷ floor", ratio(checkName, floorName), false, everywhere(2)},
	{"cedar-go, groups as parents ÷ `Check`", ratio(cedarName, checkName), true, map[string]float64{"M": 30, "L": 20}},
	{"cedar-go, groups as sets ÷ `Check`", ratio(cedarSetsName, checkName), true, map[string]float64{"M": 30, "L": 20}},
	{"OPA by hand ÷ `Check`", ratio(handwrittenName, checkName), true, map[string]float64{"M": 500, "L": 300}},
	{"our bundle in OPA ÷ OPA by hand", ratio(bundleName, handwrittenName), false, everywhere(1)},
	{string(whoFigure), only(whoFigure), false, map[string]float64{"L": 200}},
	{string(whatFigure), only(whatFigure), false, map[string]float64{"L": 200}},
	{string(buildFigure), only(buildFigure), false, map[string]float64{"L": 2}},
	{string(heapFigure), only(heapFigure), false, map[string]float64{"L": 500}},
}

// TestMain prints what the benchmarks found.
func TestMain(m *testing.M) {
	flag.Parse()
	code := m.Run()
	if len(results) > 0 {
		text := results.text()
		fmt.Print("\n", text)
		if *write && code == 0 {
			if err := replace("../../docs/performance.md", text); err != nil {
				fmt.Fprintln(os.Stderr, err)
				code = 1
			}
		}
	}
	os.Exit(code)
}

// text is the table in Markdown: what each peer takes, and what of the targets
// is reached.
func (t table) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %d cores, %s, %s/%s\n\n", processor(), runtime.NumCPU(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	b.WriteString("| time of an answer (allocations) | S | M | L |\n| --- | ---: | ---: | ---: |\n")
	for _, name := range []string{floorName, checkName, cedarName, cedarSetsName, handwrittenName, bundleName, casbinName, openfgaName} {
		row(&b, name, func(size string) string {
			ns, ok := t[cell{size, perOp(name)}]
			if _, measured := t[cell{size, perOp(floorName)}]; measured && !ok {
				return "not ready in a minute"
			} else if !ok {
				return ""
			}
			return fmt.Sprintf("%s (%.0f)", duration(ns), t[cell{size, allocs(name)}])
		})
	}
	b.WriteString("\n| ratios and targets | S | M | L |\n| --- | ---: | ---: | ---: |\n")
	for _, target := range targets {
		row(&b, target.what, func(size string) string { return t.against(target, size) })
	}
	return b.String()
}

// against is a figure with its target, which is bold where it is missed.
func (t table) against(target target, size string) string {
	missing := false
	v := target.of(func(f figure) float64 {
		v, ok := t[cell{size, f}]
		missing = missing || !ok
		return v
	})
	limit, set := target.limits[size]
	if missing {
		return ""
	}
	text := number3(v)
	if !set {
		return text
	}
	sign, missed := "≤", v > limit
	if target.least {
		sign, missed = "≥", v < limit
	}
	if missed {
		text = "**" + text + "**"
	}
	return fmt.Sprintf("%s (%s %v)", text, sign, limit)
}

func row(b *strings.Builder, name string, value func(size string) string) {
	fmt.Fprintf(b, "| %s |", name)
	for _, size := range sizes {
		fmt.Fprintf(b, " %s |", value(size.Name))
	}
	b.WriteString("\n")
}

// duration is a time in nanoseconds with three digits or more.
func duration(ns float64) string {
	switch {
	case ns >= 1e7:
		return fmt.Sprintf("%.0f ms", ns/1e6)
	case ns >= 1e6:
		return fmt.Sprintf("%.1f ms", ns/1e6)
	case ns >= 1e4:
		return fmt.Sprintf("%.0f µs", ns/1e3)
	case ns >= 1e3:
		return fmt.Sprintf("%.1f µs", ns/1e3)
	}
	return fmt.Sprintf("%.0f ns", ns)
}

// number3 is a number with two digits after the point if it is small.
func number3(v float64) string {
	if v >= 100 {
		return fmt.Sprintf("%.0f", v)
	}
	return strings.TrimSuffix(strings.TrimSuffix(fmt.Sprintf("%.2f", v), "0"), ".0")
}

// processor is what the machine calls its processor, where it says so as
// Linux does.
func processor() string {
	info, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return runtime.GOARCH
	}
	for line := range strings.Lines(string(info)) {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return runtime.GOARCH
}

// The lines of docs/performance.md that the table stands between.
const begin, end = "<!-- measured -->\n", "<!-- end -->\n"

// replace writes a table to a file in place of the one that is there.
func replace(path, text string) error {
	doc, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	before, rest, ok := bytes.Cut(doc, []byte(begin))
	_, after, closed := bytes.Cut(rest, []byte(end))
	if !ok || !closed {
		return fmt.Errorf("%s: no place for the table", path)
	}
	return os.WriteFile(path, fmt.Appendf(nil, "%s%s\n%s\n%s%s", before, begin, text, end, after), 0o644)
}
