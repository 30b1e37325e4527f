package benchmark

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
)

var (
	write = flag.Bool("write", false, "write what is measured to docs/performance.md")
	which = flag.String("peers", "", "measure the peers whose names this regular expression matches")
)

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
	column
	figure
}

func (t table) set(c column, f figure, v float64) { t[cell{c, f}] = v }

// perOp is the time that a peer takes, in nanoseconds.
func perOp(peer string) figure { return figure(peer + " ns/op") }

func allocs(peer string) figure { return figure(peer + " allocs/op") }

// A target is what a figure, or the ratio of two, is to reach at some sizes.
type target struct {
	what string
	of   func(get func(figure) float64) float64
	// least says that the limit is not to be fallen short of, else it is
	// not to be exceeded.
	least bool
	// limits are those of version 8.0 by size, and nested those of version 13,
	// which are the same if it is nil.
	limits, nested map[string]float64
}

// limit returns the limit in a column, if there is one.
func (t target) limit(c column) (float64, bool) {
	limits := t.limits
	if c.version != versions[0] && t.nested != nil {
		limits = t.nested
	}
	limit, ok := limits[c.size.Name]
	return limit, ok
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
	{"`Check`, allocations", only(allocs(checkName)), false, everywhere(0), nil},
	{"`Check` ÷ floor", ratio(checkName, floorName), false, everywhere(2), nil},
	{"cedar-go, groups as parents ÷ `Check`", ratio(cedarName, checkName), true, map[string]float64{"M": 30, "L": 20}, everywhere(30)},
	{"cedar-go, groups as sets ÷ `Check`", ratio(cedarSetsName, checkName), true, map[string]float64{"M": 30, "L": 20}, everywhere(30)},
	{"OPA by hand ÷ `Check`", ratio(handwrittenName, checkName), true, map[string]float64{"M": 500, "L": 300}, map[string]float64{"S": 300, "M": 300, "L": 200}},
	{"our bundle in OPA ÷ OPA by hand", ratio(bundleName, handwrittenName), false, everywhere(1), nil},
	{string(whoFigure), only(whoFigure), false, map[string]float64{"L": 200}, nil},
	{string(whatFigure), only(whatFigure), false, map[string]float64{"L": 200}, nil},
	{string(buildFigure), only(buildFigure), false, map[string]float64{"L": 2}, nil},
	{string(heapFigure), only(heapFigure), false, map[string]float64{"L": 500}, nil},
}

// TestMain prints what the benchmarks found.
func TestMain(m *testing.M) {
	flag.Parse()
	code := m.Run()
	for _, found := range []struct {
		any  bool
		text func() string
		mark string
	}{
		{len(results) > 0, results.text, "<!-- measured -->\n"},
		{len(servedResults) > 0, servedResults.text, "<!-- servers measured -->\n"},
	} {
		if !found.any {
			continue
		}
		text := machine() + found.text()
		fmt.Print("\n", text)
		if *write && code == 0 {
			if err := replace("../../docs/performance.md", found.mark, text); err != nil {
				fmt.Fprintln(os.Stderr, err)
				code = 1
			}
		}
	}
	os.Exit(code)
}

// machine tells where the figures are from.
func machine() string {
	return fmt.Sprintf("%s, %d cores, %s, %s/%s\n\n", processor(), runtime.NumCPU(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
}

// text is the table in Markdown: what each peer takes, and what of the targets
// is reached.
func (t table) text() string {
	var b strings.Builder
	for i, version := range versions {
		if i > 0 {
			b.WriteString("\n")
		}
		head(&b, "Grafana "+version+": time of an answer (allocations)", version)
		for _, name := range []string{floorName, checkName, cedarName, cedarSetsName, handwrittenName, bundleName, casbinName, openfgaName} {
			if version != versions[0] && slices.Contains(onlyFirst, name) {
				continue
			}
			row(&b, name, version, func(c column) string {
				ns, ok := t[cell{c, perOp(name)}]
				switch _, measured := t[cell{c, perOp(floorName)}]; {
				case ok:
					return fmt.Sprintf("%s (%.0f)", duration(ns), t[cell{c, allocs(name)}])
				case measured && c == c.first() && *which == "":
					return "not ready in a minute"
				}
				return ""
			})
		}
		b.WriteString("\n")
		head(&b, "Grafana "+version+": ratios and targets", version)
		for _, target := range targets {
			row(&b, target.what, version, func(c column) string { return t.reached(target, c) })
		}
	}
	return b.String()
}

// reached is a figure with its target, which is bold where it is missed.
func (t table) reached(target target, c column) string {
	missing := false
	v := target.of(func(f figure) float64 {
		v, ok := t[cell{c, f}]
		missing = missing || !ok
		return v
	})
	limit, set := target.limit(c)
	if missing {
		return ""
	}
	return against(v, limit, set, target.least)
}

// against is a value with its limit if that is set, which it is not to fall short of if least is set, else not to
// exceed. It is bold where it is missed.
func against(v, limit float64, set, least bool) string {
	text := number3(v)
	if !set {
		return text
	}
	sign, missed := "≤", v > limit
	if least {
		sign, missed = "≥", v < limit
	}
	if missed {
		text = "**" + text + "**"
	}
	return fmt.Sprintf("%s (%s %v)", text, sign, limit)
}

// head begins a table of the columns of a version.
func head(b *strings.Builder, name, version string) {
	row(b, name, version, func(c column) string { return c.String() })
	b.WriteString("| ---")
	for _, c := range columns {
		if c.version == version {
			b.WriteString(" | ---:")
		}
	}
	b.WriteString(" |\n")
}

func row(b *strings.Builder, name, version string, value func(c column) string) {
	fmt.Fprintf(b, "| %s |", name)
	for _, c := range columns {
		if c.version == version {
			fmt.Fprintf(b, " %s |", value(c))
		}
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

// end is the line of docs/performance.md behind a table.
const end = "<!-- end -->\n"

// replace writes a table to a file in place of the one that is there, after a line.
func replace(path, begin, text string) error {
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
