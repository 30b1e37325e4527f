package loader

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rolecall/rolecall/internal/funcs"
	"github.com/rolecall/rolecall/loader/internal/diag"
)

// TestTerraformFunctions holds each function that has Terraform's name to results that the
// function's page in Terraform's documentation gives
// (developer.hashicorp.com/terraform/language/functions/NAME). Results are in JSON.
func TestTerraformFunctions(t *testing.T) {
	for _, row := range [][2]string{
		{`abs(23)`, `23`}, {`abs(0)`, `0`}, {`abs(-12.4)`, `12.4`},
		{`alltrue(["true", true])`, `true`}, {`alltrue([true, false])`, `false`}, {`alltrue([])`, `true`},
		{`anytrue(["true"])`, `true`}, {`anytrue([true, false])`, `true`}, {`anytrue([])`, `false`},
		{`basename("foo/bar/baz.txt")`, `"baz.txt"`},
		{`can("x")`, `true`}, {`can({ a = "b" }.c)`, `false`},
		{`ceil(5)`, `5`}, {`ceil(5.1)`, `6`},
		{`chomp("hello\n")`, `"hello"`}, {`chomp("hello\r\n")`, `"hello"`}, {`chomp("hello\n\n")`, `"hello"`},
		{`chunklist(["a", "b", "c", "d", "e"], 2)`, `[["a","b"],["c","d"],["e"]]`}, {`chunklist(["a", "b", "c", "d", "e"], 1)`, `[["a"],["b"],["c"],["d"],["e"]]`},
		{`coalesce("a", "b")`, `"a"`}, {`coalesce("", "b")`, `"b"`}, {`coalesce(1, 2)`, `1`}, {`coalesce(["", "b"]...)`, `"b"`}, {`coalesce(1, "hello")`, `"1"`},
		{`coalesce(null, "b")`, `"b"`}, {`coalesce("", "")`, `error: no argument`}, {`coalesce(true, ["b"])`, `error: same type`},
		{`coalescelist(["a", "b"], ["c", "d"])`, `["a","b"]`}, {`coalescelist([], ["c", "d"])`, `["c","d"]`},
		{`compact(["a", "", "b", null, "c"])`, `["a","b","c"]`},
		{`concat(["a", ""], ["b", "c"])`, `["a","","b","c"]`},
		{`contains(["a", "b", "c"], "a")`, `true`}, {`contains(["a", "b", "c"], "d")`, `false`},
		{`csvdecode("a,b,c\n1,2,3\n4,5,6")`, `[{"a":"1","b":"2","c":"3"},{"a":"4","b":"5","c":"6"}]`},
		{`dirname("foo/bar/baz.txt")`, `"foo/bar"`},
		{`distinct(["a", "b", "a", "c", "d", "b"])`, `["a","b","c","d"]`},
		{`element(["a", "b", "c"], 1)`, `"b"`}, {`element(["a", "b", "c"], 3)`, `"a"`}, {`element(["a", "b", "c"], -1)`, `"c"`},
		{`endswith("hello world", "world")`, `true`}, {`endswith("hello world", "hello")`, `false`},
		{`flatten([["a", "b"], [], ["c"]])`, `["a","b","c"]`}, {`flatten([[["a", "b"], []], ["c"]])`, `["a","b","c"]`},
		{`floor(5)`, `5`}, {`floor(4.9)`, `4`},
		{`format("Hello, %s!", "Ander")`, `"Hello, Ander!"`}, {`format("There are %d lights", 4)`, `"There are 4 lights"`},
		{`format("%v", 1)`, `"1"`}, {`format("%#v", "hello")`, `"\"hello\""`}, {`format("%5d", 42)`, `"   42"`},
		{`formatdate("DD MMM YYYY hh:mm ZZZ", "2018-01-02T23:12:01Z")`, `"02 Jan 2018 23:12 UTC"`},
		{`formatdate("EEEE, DD-MMM-YY hh:mm:ss ZZZ", "2018-01-02T23:12:01Z")`, `"Tuesday, 02-Jan-18 23:12:01 UTC"`},
		{`formatdate("h'h'mm", "2018-01-02T23:12:01-08:00")`, `"23h12"`},
		{`formatlist("Hello, %s!", ["Valentina", "Ander", "Olivia", "Sam"])`, `["Hello, Valentina!","Hello, Ander!","Hello, Olivia!","Hello, Sam!"]`},
		{`formatlist("%s, %s!", "Salutations", ["Valentina", "Ander"])`, `["Salutations, Valentina!","Salutations, Ander!"]`},
		{`indent(2, "[\n  foo,\n  bar,\n]\n")`, `"[\n    foo,\n    bar,\n  ]\n  "`},
		{`index(["a", "b", "c"], "b")`, `1`}, {`index(["a"], "z")`, `error: no such element`}, {`index({ a = 1 }, "a")`, `error: a list is required`},
		{`join("-", ["foo", "bar", "baz"])`, `"foo-bar-baz"`}, {`join(", ", ["foo"])`, `"foo"`},
		{`jsondecode("{\"hello\": \"world\"}")`, `{"hello":"world"}`}, {`jsondecode("true")`, `true`},
		{`jsonencode({ "hello" = "world" })`, `"{\"hello\":\"world\"}"`},
		{`keys({ a = 1, c = 2, d = 3 })`, `["a","c","d"]`},
		{`length([])`, `0`}, {`length(["a", "b"])`, `2`}, {`length({ "a" = "b" })`, `1`}, {`length("hello")`, `5`}, {`length("👾🕹️")`, `2`},
		{`log(50, 10)`, `1.6989700043360185`}, {`log(16, 2)`, `4`},
		{`lookup({ a = "ay", b = "bee" }, "a", "what?")`, `"ay"`}, {`lookup({ a = "ay", b = "bee" }, "c", "what?")`, `"what?"`},
		{`lookup({ a = 1 }, "b", null)`, `null`}, {`lookup({ a = 1 }, "a")`, `1`}, {`lookup({ a = 1 }, "b")`, `error: the key "b"`}, {`lookup(tomap({ a = "x" }), "b", 1)`, `"1"`},
		{`lower("HELLO")`, `"hello"`}, {`lower("АЛЛО!")`, `"алло!"`},
		{`matchkeys(["i-123", "i-abc", "i-def"], ["us-west", "us-east", "us-east"], ["us-east"])`, `["i-abc","i-def"]`}, {`matchkeys(["a"], ["b"], ["c"])`, `[]`},
		{`matchkeys(["a", "b"], ["c"], ["c"])`, `error: a key for each value`},
		{`max(12, 54, 3)`, `54`}, {`max([12, 54, 3]...)`, `54`}, {`min(12, 54, 3)`, `3`},
		{`merge({ a = "b", c = "d" }, { e = "f", c = "z" })`, `{"a":"b","c":"z","e":"f"}`}, {`merge({ a = "b" }, { a = [1, 2], c = "z" }, { d = 3 })`, `{"a":[1,2],"c":"z","d":3}`},
		{`merge([{ a = "b", c = "d" }, {}, { e = "f", c = "z" }]...)`, `{"a":"b","c":"z","e":"f"}`},
		{`one([])`, `null`}, {`one(["hello"])`, `"hello"`}, {`one(["hello", "goodbye"])`, `error: at most one element`},
		{`parseint("100", 10)`, `100`}, {`parseint("FF", 16)`, `255`}, {`parseint("-10", 16)`, `-16`}, {`parseint("1011111011101111", 2)`, `48879`}, {`parseint("aA", 62)`, `656`}, {`parseint("12", 2)`, `error: cannot parse`},
		{`pow(3, 2)`, `9`}, {`pow(4, 0)`, `1`},
		{`range(3)`, `[0,1,2]`}, {`range(1, 4)`, `[1,2,3]`}, {`range(1, 8, 2)`, `[1,3,5,7]`}, {`range(1, 4, 0.5)`, `[1,1.5,2,2.5,3,3.5]`}, {`range(4, 1)`, `[4,3,2]`}, {`range(10, 5, -2)`, `[10,8,6]`},
		{`regex("[a-z]+", "53453453.345345aaabbbccc23454")`, `"aaabbbccc"`}, {`regex("(\\d\\d\\d\\d)-(\\d\\d)-(\\d\\d)", "2019-02-01")`, `["2019","02","01"]`},
		{`regex("^(?:(?P<scheme>[^:/?#]+):)?(?://(?P<authority>[^/?#]*))?", "https://terraform.io/docs/")`, `{"authority":"terraform.io","scheme":"https"}`},
		{`regex("[a-z]+", "53453453.34534523454")`, `error: did not match`},
		{`regexall("[a-z]+", "1234abcd5678efgh9")`, `["abcd","efgh"]`}, {`length(regexall("[a-z]+", "123456789"))`, `0`},
		{`replace("1 + 2 + 3", "+", "-")`, `"1 - 2 - 3"`}, {`replace("hello world", "/w.*d/", "everybody")`, `"hello everybody"`}, {`replace("hello", "/(l)/", "$1$1")`, `"hellllo"`},
		{`reverse([1, 2, 3])`, `[3,2,1]`},
		{`setintersection(["a", "b"], ["b", "c"], ["b", "d"])`, `["b"]`}, {`setsubtract(["a", "b", "c"], ["a", "c"])`, `["b"]`}, {`setunion(["a", "b"], ["b", "c"], ["d"])`, `["a","b","c","d"]`},
		{`setproduct(["development", "production"], ["app1", "app2"])`, `[["development","app1"],["development","app2"],["production","app1"],["production","app2"]]`},
		{`signum(-13)`, `-1`}, {`signum(0)`, `0`}, {`signum(344)`, `1`},
		{`slice(["a", "b", "c", "d"], 1, 3)`, `["b","c"]`},
		{`sort(["e", "d", "a", "x"])`, `["a","d","e","x"]`},
		{`split(",", "foo,bar,baz")`, `["foo","bar","baz"]`}, {`split(",", "foo")`, `["foo"]`}, {`split(",", "")`, `[""]`},
		{`startswith("hello world", "hello")`, `true`}, {`startswith("hello world", "world")`, `false`},
		{`strcontains("hello world", "wor")`, `true`}, {`strcontains("hello world", "wod")`, `false`},
		{`strrev("hello")`, `"olleh"`}, {`strrev("a ☃")`, `"☃ a"`},
		{`substr("hello world", 1, 4)`, `"ello"`}, {`substr("🤔🤷", 0, 1)`, `"🤔"`}, {`substr("hello world", -5, -1)`, `"world"`}, {`substr("hello world", 6, 10)`, `"world"`},
		{`sum([10, 13, 6, 4.5])`, `33.5`}, {`sum([])`, `error: an empty list has no sum`},
		{`timeadd("2017-11-22T00:00:00Z", "10m")`, `"2017-11-22T00:10:00Z"`},
		{`timecmp("2017-11-22T00:00:00Z", "2017-11-22T00:00:00Z")`, `0`}, {`timecmp("2017-11-22T00:00:00Z", "2017-11-22T01:00:00Z")`, `-1`}, {`timecmp("2017-11-22T01:00:00Z", "2017-11-22T00:00:00Z")`, `1`},
		{`timecmp("2017-11-22T01:00:00Z", "2017-11-22T00:00:00-01:00")`, `0`}, {`timecmp("soon", "2017-11-22T00:00:00Z")`, `error: RFC3339`},
		{`title("hello world")`, `"Hello World"`},
		{`tobool(true)`, `true`}, {`tobool("true")`, `true`}, {`tobool(null)`, `null`}, {`tobool("no")`, `error: `}, {`tobool(1)`, `error: `},
		{`tolist(["a", "b", 3])`, `["a","b","3"]`}, {`tomap({ "a" = "foo", "b" = true })`, `{"a":"foo","b":"true"}`},
		{`tonumber(1)`, `1`}, {`tonumber("1")`, `1`}, {`tonumber("no")`, `error: `},
		{`toset(["c", "b", "b"])`, `["b","c"]`}, {`toset(["a", "b", 3])`, `["3","a","b"]`},
		{`tostring("hello")`, `"hello"`}, {`tostring(1)`, `"1"`}, {`tostring(true)`, `"true"`}, {`tostring(null)`, `null`}, {`tostring([])`, `error: `},
		{`transpose({ "a" = ["1", "2"], "b" = ["2", "3"] })`, `{"1":["a"],"2":["a","b"],"3":["b"]}`},
		{`trim("?!hello?!", "!?")`, `"hello"`}, {`trim("foobar", "far")`, `"oob"`}, {`trim("   hello! world.!  ", "! ")`, `"hello! world."`},
		{`trimprefix("helloworld", "hello")`, `"world"`}, {`trimprefix("helloworld", "cat")`, `"helloworld"`}, {`trimsuffix("helloworld", "world")`, `"hello"`},
		{`trimspace("  hello\n\n")`, `"hello"`},
		{`try({ a = 1 }.b, "fallback")`, `"fallback"`}, {`try({ a = 1 }.a, 2)`, `1`}, {`try({ a = 1 }.b, { a = 1 }.c)`, `error: no expression succeeded`},
		{`upper("hello")`, `"HELLO"`}, {`upper("алло!")`, `"АЛЛО!"`},
		{`values({ a = 3, c = 2, d = 1 })`, `[3,2,1]`},
		{`yamldecode("hello: world")`, `{"hello":"world"}`}, {`yamldecode("true")`, `true`}, {`yamldecode("{a: 1, b: [x, y]}")`, `{"a":1,"b":["x","y"]}`},
		{`zipmap(["a", "b"], [1, 2])`, `{"a":1,"b":2}`},
	} {
		want, fails := strings.CutPrefix(row[1], "error: ")
		w, diags := Load(fstest.MapFS{"main.hcl": {Data: fmt.Appendf(nil, "grafana { version = \"8.0\" }\norg \"x\" { name = jsonencode(%s) }\n", row[0])}})
		switch {
		case fails && (len(diags) != 1 || !strings.Contains(diags[0].Detail, want)):
			t.Errorf("%s: got %v, want an error with %q", row[0], diags, want)
		case !fails && (diags.HasErrors() || w.Orgs[0].Name.Value != want):
			t.Errorf("%s: got %v, %v, want %s", row[0], w.Orgs, diags, want)
		}
	}
}

// TestTerraformFunctionsKnown checks that each function in the list of Terraform's
// documentation is provided, or explained where it is called.
func TestTerraformFunctionsKnown(t *testing.T) {
	provided := funcs.Functions(&funcs.Reader{})
	for name := range strings.FieldsSeq(`
		abs ceil floor log max min parseint pow signum
		chomp endswith format formatlist indent join lower regex regexall replace split startswith strcontains
		strrev substr templatestring title trim trimprefix trimsuffix trimspace upper
		alltrue anytrue chunklist coalesce coalescelist compact concat contains distinct element flatten index
		keys length list lookup map matchkeys merge one range reverse setintersection setproduct setsubtract
		setunion slice sort sum transpose values zipmap
		base64decode base64encode base64gzip csvdecode jsondecode jsonencode textdecodebase64 textencodebase64
		urlencode yamldecode yamlencode
		abspath dirname pathexpand basename file fileexists fileset filebase64 templatefile
		formatdate plantimestamp timeadd timecmp timestamp
		base64sha256 base64sha512 bcrypt filebase64sha256 filebase64sha512 filemd5 filesha1 filesha256
		filesha512 md5 rsadecrypt sha1 sha256 sha512 uuid uuidv5
		cidrhost cidrnetmask cidrsubnet cidrsubnets
		can ephemeralasnull issensitive nonsensitive sensitive tobool tolist tomap tonumber toset tostring try type
	`) {
		_, ok := provided[name]
		if explained := diag.TerraformFunctions[name] != ""; ok == explained {
			t.Errorf("%s: provided: %t, explained: %t", name, ok, explained)
		}
	}
}

// TestLookupAtAnySize looks up keys of an object that is small, and of one that is so large
// that it is made a map.
func TestLookupAtAnySize(t *testing.T) {
	for _, n := range []int{10, 500, 501, 1000} {
		w, diags := Load(fstest.MapFS{"main.hcl": {Data: fmt.Appendf(nil, `
grafana { version = "13.3" }
locals {
  groups = { for i in range(%d) : "t${i}" => ["cn=t${i}"] }
}
org "m" {}
team "t" {
  for_each        = toset(["t1", "none"])
  external_groups = lookup(local.groups, each.key, [])
}
`, n)}})
		if diags.HasErrors() || len(w.Teams) != 2 {
			t.Errorf("%d keys: %d teams, %v", n, len(w.Teams), diags)
		}
	}
}

// BenchmarkLookup looks up each key of a map in an instance of its own, with lookup and with
// an index. The metric slower is the ratio of their times, which is about 1 at any size.
func BenchmarkLookup(b *testing.B) {
	for _, n := range []int{100, 1000} {
		times := map[string]float64{}
		for _, way := range [][2]string{{"index", "try(local.by[each.key], [])"}, {"lookup", "lookup(local.by, each.key, [])"}} {
			name, expr := way[0], way[1]
			files := fstest.MapFS{"main.hcl": {Data: fmt.Appendf(nil, `
grafana { version = "13.3" }
locals {
  by = { for i in range(%d) : format("t%%03d", i) => { a = i } }
}
org "m" {}
team "t" {
  for_each    = toset(keys(local.by))
  description = format("%%d", length(%s))
}
`, n, expr)}}
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				for b.Loop() {
					if _, diags := Load(files); diags.HasErrors() {
						b.Fatal(diags)
					}
				}
				times[name] = float64(b.Elapsed()) / float64(b.N)
				if index := times["index"]; name == "lookup" && index > 0 {
					b.ReportMetric(times[name]/index, "slower")
				}
			})
		}
	}
}
