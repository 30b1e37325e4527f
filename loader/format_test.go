package loader

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
)

func TestFormat(t *testing.T) {
	for name, tc := range map[string]struct{ in, want string }{
		"spaces and alignment": {
			"org \"main\"{\nadmins=[user.ada]\n   name  = \"Main\"\n}\n",
			"org \"main\" {\n  admins = [user.ada]\n  name   = \"Main\"\n}\n",
		},
		"labels get quotes":         {"user eve {}\nfolder f {\n  permission View {}\n}\n", "user \"eve\" {}\nfolder \"f\" {\n  permission \"View\" {}\n}\n"},
		"comments stay":             {"# one   \n\nuser \"eve\" {} // two\n/* three */\n", "# one\n\nuser \"eve\" {} // two\n/* three */\n"},
		"one blank line":            {"\n\nuser \"a\" {}\n\n\n\nuser \"b\" {}\n# c\n\n\n# d\n\n\n", "user \"a\" {}\n\nuser \"b\" {}\n# c\n\n# d\n"},
		"no line feed at the end":   {"user \"a\" {}", "user \"a\" {}\n"},
		"comment at the end":        {"user \"a\" {} # here", "user \"a\" {} # here\n"},
		"carriage returns":          {"user \"a\" {\r\n  name = \"A\"\r\n}\r\n# b\r\n", "user \"a\" {\n  name = \"A\"\n}\n# b\n"},
		"heredocs keep their lines": {"user \"a\" {\n  name = <<EOT\none\n\n\n\ntwo  \nEOT\n}\n", "user \"a\" {\n  name = <<EOT\none\n\n\n\ntwo  \nEOT\n}\n"},
		"nothing":                   {"", ""},
		"blank":                     {"\n \n\n", ""},
		"lists over lines":          {"org \"a\" {\nadmins=[\nuser.a,\n\n\n# b\nuser.b,\n]\n}\n", "org \"a\" {\n  admins = [\n    user.a,\n\n    # b\n    user.b,\n  ]\n}\n"},
	} {
		t.Run(name, func(t *testing.T) {
			got, diags := Format([]byte(tc.in), "x.hcl")
			if len(diags) > 0 {
				t.Fatal(diags)
			}
			if diff := gocmp.Diff(tc.want, string(got)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestFormatBroken checks that files with syntax errors stay as they are.
func TestFormatBroken(t *testing.T) {
	src := "org  \"main\" {\n"
	got, diags := Format([]byte(src), "x.hcl")
	if string(got) != src || !diags.HasErrors() {
		t.Errorf("got %q, %v", got, diags)
	}
}

// TestFormatFixtures formats every file at hand. To format it again changes nothing,
// and the diagnostics about it stay the same.
func TestFormatFixtures(t *testing.T) {
	for _, pattern := range []string{"testdata/invalid/*.hcl", "../tests/conformance/testdata/*/*/*.hcl", "../examples/*/*.hcl"} {
		files, _ := filepath.Glob(pattern)
		if len(files) == 0 {
			t.Errorf("no files %s", pattern)
		}
		for _, name := range files {
			src, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			once, diags := Format(src, name)
			if diags.HasErrors() {
				continue
			}
			twice, _ := Format(once, name)
			if diff := gocmp.Diff(string(once), string(twice)); diff != "" {
				t.Errorf("%s is formatted differently the second time:\n%s", name, diff)
			}
			if strings.HasPrefix(name, "../") && string(src) != string(once) {
				t.Errorf("%s is not formatted:\n%s", name, gocmp.Diff(string(src), string(once)))
			}
		}
	}
}

func FuzzFormat(f *testing.F) {
	for _, seed := range []string{"user eve {}\n", "a = <<EOT\nx\n EOT\nEOT\n", "a = [\n1,\n\n\n2]", "\ufeffa = 1\r\n", "a {\n\n\n}\n# x", "a = \"${ b}\"", "a = 1 /* x\n*/ + 2\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		once, diags := Format(src, "x.hcl")
		if diags.HasErrors() {
			return
		}
		twice, diags := Format(once, "x.hcl")
		if diags.HasErrors() {
			t.Fatalf("%q became %q, which cannot be parsed: %v", src, once, diags)
		}
		if string(once) != string(twice) {
			t.Fatalf("%q became %q, and that %q", src, once, twice)
		}
	})
}

func ExampleFormat() {
	out, diags := Format([]byte("user eve {\nlogin=\"eve\" # her handle\n}"), "users.hcl")
	fmt.Print(string(out), len(diags))
	// Output:
	// user "eve" {
	//   login = "eve" # her handle
	// }
	// 0
}
