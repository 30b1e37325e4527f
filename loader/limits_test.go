package loader

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/rolecall/rolecall/internal/limits"
)

// TestBeyondLimits loads files that would take all memory or time, or overflow the
// stack. The loader refuses each quickly, with a diagnostic about the limit.
func TestBeyondLimits(t *testing.T) {
	many := func(s string) string { return strings.Repeat(s, 60_000) }
	double := func(f string) string {
		var b strings.Builder
		b.WriteString("locals {\n  x0 = \"0123456789\"\n")
		for i := range 64 {
			fmt.Fprintf(&b, "  x%d = "+f+"\n", i+1, i)
		}
		return b.String() + "}\n"
	}
	for name, tc := range map[string]struct {
		file, src string
		says      string // a part of the first detail; empty for any
	}{
		"brackets":              {src: "x = " + many("["), says: "nested"},
		"brackets with hidden":  {src: "x = " + many("[ #]\n"), says: "nested"},
		"parentheses":           {src: "x = " + many("("), says: "nested"},
		"braces":                {src: "x = " + many("{a="), says: "nested"},
		"blocks":                {src: many("a {\n"), says: "nested"},
		"calls":                 {src: "x = " + many("f("), says: "nested"},
		"templates":             {src: "x = " + many("\"${"), says: "nested"},
		"directives":            {src: "x = \"" + many("%{if true}") + "\"", says: "nested"},
		"directives in heredoc": {src: "x = <<E\n" + many("%{for a in b}\n") + "E\n", says: "nested"},
		"nots":                  {src: "x = " + many("!") + "true", says: "nested"},
		"minuses":               {src: "x = " + many("-") + "1", says: "nested"},
		"sums":                  {src: "x = 1" + many(" + 1"), says: "nested"},
		"sums with comments":    {src: "x = 1" + many(" + /* */ 1"), says: "nested"},
		"sums in a list":        {src: "x = [1" + many("\n+ 1") + "]", says: "nested"},
		"conditionals":          {src: "x = " + many("a ? b : ") + "c", says: "nested"},
		"indexes":               {src: "x = a" + many("[b]"), says: "nested"},
		"splats":                {src: "x = a" + many("[*]"), says: "nested"},
		"json brackets":         {file: "a.hcl.json", src: many("["), says: "nested"},
		"json objects":          {file: "a.hcl.json", src: many(`{"a":`), says: "nested"},
		"json strings":          {file: "a.hcl.json", src: `{"locals": {"a": "` + "${" + many("(") + `"}}`, says: "nested"},
		"json escapes":          {file: "a.hcl.json", src: `{"locals": {"a": "` + "${" + many(`\u0028`) + `"}}`, says: "nested"},
		"json types":            {file: "a.hcl.json", src: `{"variable": {"a": {"default": 1, "type": "` + many(`list(`) + `"}}}`, says: "nested"},
		"types":                 {src: "variable \"a\" {\n  type = " + many("list(") + "\n}", says: "nested"},

		"long strings":              {src: double(`"${local.x%[2]d}${local.x%[2]d}"`), says: "larger than"},
		"join":                      {src: double(`join(local.x%[2]d, [local.x%[2]d, local.x%[2]d])`), says: "larger than"},
		"replace":                   {src: double(`replace(local.x%[2]d, "", local.x%[2]d)`), says: "larger than"},
		"regexp replace":            {src: double(`replace(local.x%[2]d, "/./", local.x%[2]d)`), says: "larger than"},
		"deep values":               {src: double(`[local.x%[2]d, local.x%[2]d]`), says: "more than"},
		"deep objects":              {src: double(`{ a = local.x%[2]d, b = local.x%[2]d }`), says: "more than"},
		"deep in one":               {src: "locals { x = " + strings.Repeat("[for a in ", 1) + "[for a in [1]: [a,a,a,a,a,a,a,a]]" + ": [a,a] ] }\nlocals { y = setproduct(range(1000), range(1000), range(1000)) }", says: "larger than"},
		"concat":                    {src: double(`concat(flatten([local.x%[2]d]), flatten([local.x%[2]d]))`), says: "more than"},
		"format width":              {src: `locals { x = format("%999999999d", 1) }`, says: "larger than"},
		"format precision":          {src: `locals { x = format("%.999999999f", 1) }`, says: "larger than"},
		"indent":                    {src: `locals { x = indent(999999999, "\na") }`, says: "larger than"},
		"indent backwards":          {src: `locals { x = indent(-1, "\na") }`, says: "larger than"},
		"number":                    {src: `locals { x = "a${1e600000000}" }`, says: "bits"},
		"number in text":            {src: `locals { x = "1e600000000" % 7 }`, says: "bits"},
		"number in text of a local": {src: "locals {\n  n = \"1e600000000\"\n  x = local.n + 1\n}", says: "bits"},
		"rounded number":            {src: `locals { x = ceil("1e600000000") }`, says: "larger than"},
		"formatted number":          {src: `locals { x = format("%d", "1e600000000") }`, says: "larger than"},
		"number of json":            {src: `locals { x = jsondecode("[1e600000000]") }`, says: "bits"},
		"number as text":            {src: `user "a" { name = 1e600000000 }`, says: "bits"},
		"number in a list":          {src: `grafana { feature_toggles = [1e600000000] }`, says: "bits"},
		"number as key":             {src: `locals { x = { (1e600000000) = 1 } }`, says: "bits"},
		"number as index":           {src: "locals {\n  m = tomap({ a = 1 })\n  x = local.m[1e600000000]\n}", says: "key does not identify"},
		"number or text":            {src: `locals { x = true ? 1e600000000 : "a" }`, says: "bits"},
		"number in default":         {src: "variable \"a\" {\n  type    = string\n  default = 1e600000000\n}", says: "bits"},
		"squares":                   {src: strings.Replace(double(`local.x%[2]d * local.x%[2]d`), `"0123456789"`, "10", 1), says: "bits"},
		"loops":                     {src: `locals { x = [for a in range(1000) : [for b in range(1000) : [for c in range(1000) : [for d in range(1000) : 1]]]] }`, says: "more than"},
		"template loops":            {src: `locals { x = "%{for a in range(1000)}%{for b in range(1000)}%{for c in range(1000)}xxxxxxxxxx%{endfor}%{endfor}%{endfor}" }`},
		"loops of nothing":          {src: `locals { x = [for a in range(1000) : 1 if length([for b in range(1000) : 1 if length([for c in range(1000) : 1 if false]) > 0]) > 0] }`, says: "more than"},
		"many loops":                {src: "locals {\n" + strings.Join(numbered(400, "  x%d = length([for a in range(1000) : [for b in range(1000) : 1]])"), "\n") + "\n}", says: "more than"},
		"yaml aliases":              {src: "locals { x = yamldecode(\"a0: &a0 x\\n" + strings.Join(numbered(60, `a%d: &a%[1]d [*a%[2]d, *a%[2]d]\n`), "") + "\") }", says: "too many values"},
		"yaml nesting":              {src: `locals { x = yamldecode("` + strings.Repeat("[", 100_000) + `") }`},
		"yaml dashes":               {src: `locals { x = yamldecode("` + strings.Repeat("- ", 100_000) + `") }`},
		"json nesting":              {src: `locals { x = jsondecode("` + strings.Repeat("[", 100_000) + `") }`},
		"long chains":               {src: "locals {\n  x20000 = 1\n" + strings.Join(numbered(20_000, "  x%[2]d = local.x%d"), "\n") + "\n}", says: "more than"},
		"instances":                 {src: `user "a" { for_each = toset([for p in setproduct(range(1000), range(1000)) : join("-", p)]) }`, says: "more than"},
		"dynamic": {src: `
folder "a" {
  for_each = toset([for p in setproduct(range(60), range(100)) : join("-", p)])
  dynamic "permission" {
    for_each = range(1000)
    labels   = ["View"]
    content {}
  }
}`, says: "altogether"},
		"references": {src: `
org "a" {
  for_each = toset([for p in setproduct(range(50), range(60)) : join("-", p)])
  viewers  = user.all
}
user "all" { for_each = toset([for p in setproduct(range(50), range(60)) : join("-", p)]) }`, says: "altogether"},
		"long names": {src: "locals {\n  m = { " + strings.Repeat("ab", 200_000) + " = 1 }\n  x = local.m." + strings.Repeat("ba", 200_000) + "\n}", says: "does not have an attribute"},
		"huge line":  {src: "x = \"" + strings.Repeat("x", limits.MaxLineLength) + "\"", says: "a line of it"},
	} {
		t.Run(name, func(t *testing.T) {
			if testing.Short() && slow[name] {
				t.Skip("a limit that takes seconds to reach")
			}
			file := tc.file
			if file == "" {
				file = "a.hcl"
			}
			start := time.Now()
			_, diags := Load(fstest.MapFS{file: {Data: []byte(tc.src)}, "grafana.hcl": {Data: []byte(`grafana { version = "8.0" }`)}})
			// Under the race detector and beside other tests.
			if took := time.Since(start); took > 60*time.Second {
				t.Errorf("%s took %v", name, took)
			} else if took > 2*time.Second {
				t.Logf("%s took %v", name, took)
			}
			if !diags.HasErrors() {
				t.Fatalf("%s: nothing is reported", name)
			}
			for _, d := range diags {
				if strings.Contains(d.Detail, tc.says) {
					return
				}
			}
			t.Errorf("%s: %q is not said: %.2000s", name, tc.says, diags.Error())
		})
	}
}

// slow are the cases of limits that are seconds away.
var slow = map[string]bool{
	"references": true, "dynamic": true, "many loops": true, "concat": true, "template loops": true, "deep objects": true,
	"long strings": true, "regexp replace": true, "loops of nothing": true,
}

// numbered formats %d as the numbers from 1, and %[2]d as the ones before.
func numbered(n int, format string) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = strings.ReplaceAll(strings.ReplaceAll(strings.ReplaceAll(format, "%[2]d", fmt.Sprint(i)), "%[1]d", fmt.Sprint(i+1)), "%d", fmt.Sprint(i+1))
	}
	return all
}

// TestWithinLimits checks that usual configurations are far from the limits.
func TestWithinLimits(t *testing.T) {
	src := `grafana { version = "8.0" }
locals {
  many  = [` + strings.Repeat("\n    \"a-b\",", 20_000) + `
  ]
  text  = <<EOT
` + strings.Repeat("%{ if true }- a (b) [c] ${1 + 1}%{ else }x%{ endif }\n", 300) + `
EOT
  map   = {` + strings.Join(numbered(2_000, "\n    k%d = { a = 1 + 2, b = [1, 2] }"), "") + `
  }
  check = ` + strings.Repeat("true && ", 100) + `true
}
`
	if _, diags := Load(fstest.MapFS{"a.hcl": {Data: []byte(src)}}); diags.HasErrors() {
		t.Error(diags)
	}
}
