package benchmark

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// Figures of servers.
const (
	perSecondFigure figure = "decisions a second"
	medianFigure    figure = "p50"
	slowFigure      figure = "p99"
	processorFigure figure = "processor time"
	singlesFigure   figure = "1,000 requests"
	batchFigure     figure = "1,000 evaluations in a request"
	quietFigure     figure = "p99 without a reload"
	reloadingFigure figure = "p99 while the configuration is loaded again"
	reloadFigure    figure = "from a change of a file to the new answers"
)

// servedResults are what the benchmarks of servers have found in this run.
var servedResults = servedTable{}

// A servedTable has figures by server and by the number of clients, which is 0 for a figure of its own.
type servedTable map[servedCell]float64

type servedCell struct {
	server  string
	clients int
	figure
}

// best keeps the load with the most decisions a second.
func (t servedTable) best(server string, clients int, l load) {
	cell := func(f figure) servedCell { return servedCell{server, clients, f} }
	if l.perSecond() <= t[cell(perSecondFigure)] {
		return
	}
	t[cell(perSecondFigure)] = l.perSecond()
	t[cell(medianFigure)], t[cell(slowFigure)] = l.percentile(0.5), l.percentile(0.99)
	t[cell(processorFigure)] = l.each()
}

// fastest keeps the shorter time of a figure.
func (t servedTable) fastest(f figure, took time.Duration) {
	cell := servedCell{serveName, 0, f}
	if before, ok := t[cell]; !ok || float64(took) < before {
		t[cell] = float64(took)
	}
}

// text is the tables in Markdown.
func (t servedTable) text() string {
	var b strings.Builder
	head := func(name string) {
		fmt.Fprintf(&b, "| %s |", name)
		for _, n := range clients {
			if n == 1 {
				b.WriteString(" 1 connection |")
				continue
			}
			fmt.Fprintf(&b, " %d connections |", n)
		}
		b.WriteString("\n| --- |" + strings.Repeat(" ---: |", len(clients)) + "\n")
	}
	row := func(name string, value func(clients int) string) {
		fmt.Fprintf(&b, "| %s |", name)
		for _, n := range clients {
			fmt.Fprintf(&b, " %s |", value(n))
		}
		b.WriteString("\n")
	}
	get := func(server string, n int, f figure) (float64, bool) {
		v, ok := t[servedCell{server, n, f}]
		return v, ok
	}
	head("decisions a second (p50, p99; processor time of the server a decision)")
	for _, server := range []string{serveDataName, serveName, serveBundleName, serveReasonName, serveByHandName} {
		row(server, func(n int) string {
			perSecond, ok := get(server, n, perSecondFigure)
			if !ok {
				return ""
			}
			p50, _ := get(server, n, medianFigure)
			p99, _ := get(server, n, slowFigure)
			each, _ := get(server, n, processorFigure)
			return fmt.Sprintf("%s (%s, %s; %s)", thousands(perSecond), duration(p50), duration(p99), duration(each))
		})
	}
	b.WriteString("\n")
	goals := map[int]float64{1: 2, 8: 3.5, 64: 3.5}
	head("ratios and targets")
	for _, ratio := range []struct {
		over, under string
		figure
		name   string
		limits map[int]float64
	}{
		{serveDataName, serveBundleName, perSecondFigure, "OPA's data API ÷ OPA's server, our bundle: decisions", goals},
		{serveName, serveReasonName, perSecondFigure, "AuthZEN ÷ OPA's server, our bundle, with reasons: decisions", nil},
		{serveName, serveBundleName, perSecondFigure, "AuthZEN ÷ OPA's server, our bundle: decisions", goals},
		{serveDataName, serveByHandName, perSecondFigure, "OPA's data API ÷ OPA's server, by hand: decisions", nil},
		{serveBundleName, serveDataName, processorFigure, "OPA's server, our bundle ÷ OPA's data API: processor time", nil},
		{serveReasonName, serveName, processorFigure, "OPA's server, our bundle, with reasons ÷ AuthZEN: processor time", nil},
	} {
		row(ratio.name, func(n int) string {
			over, ok := get(ratio.over, n, ratio.figure)
			under, also := get(ratio.under, n, ratio.figure)
			if !ok || !also || under == 0 {
				return ""
			}
			limit, set := ratio.limits[n]
			return against(over/under, limit, set, true)
		})
	}
	fmt.Fprintf(&b, "\n| `rolecall serve` | |\n| --- | ---: |\n")
	for _, f := range []figure{singlesFigure, batchFigure} {
		if v, ok := get(serveName, 0, f); ok {
			fmt.Fprintf(&b, "| %s, one connection | %s |\n", f, duration(v))
		}
	}
	if singles, ok := get(serveName, 0, singlesFigure); ok {
		batch, _ := get(serveName, 0, batchFigure)
		fmt.Fprintf(&b, "| a request ÷ 1,000 requests | %s |\n", against(batch/singles, 0.1, true, false))
	}
	for _, f := range []figure{reloadFigure, quietFigure, reloadingFigure} {
		if v, ok := get(serveName, 0, f); ok {
			fmt.Fprintf(&b, "| %s, %d connections | %s |\n", f, reloadClients, duration(v))
		}
	}
	if quiet, ok := get(serveName, 0, quietFigure); ok {
		reloading, _ := get(serveName, 0, reloadingFigure)
		fmt.Fprintf(&b, "| p99 with ÷ without a reload | %s |\n", against(reloading/quiet, 2, true, false))
	}
	return b.String()
}

// thousands is a number, in hundreds if it is large.
func thousands(v float64) string {
	if v < 1_000 {
		return fmt.Sprintf("%.0f", v)
	}
	hundreds := int(math.Round(v / 100))
	return fmt.Sprintf("%d,%d00", hundreds/10, hundreds%10)
}
