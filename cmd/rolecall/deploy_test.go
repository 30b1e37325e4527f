package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v3"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/cli"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
)

// parsed returns the command of a command line, with its flags. The line has to be one that runs.
func parsed(t *testing.T, args []string) *cobra.Command {
	t.Helper()
	c := &program{Env: cli.Env{In: strings.NewReader(""), Out: io.Discard, Err: io.Discard, Format: output.Text}}
	root := c.rootCommand()
	cmd, rest, err := root.Find(longFlags(root, args))
	if err == nil {
		err = cmd.ParseFlags(rest)
	}
	for _, check := range []func() error{
		func() error { return cmd.ValidateArgs(cmd.Flags().Args()) }, func() error { return cmd.ValidateRequiredFlags() },
		func() error { return cmd.ValidateFlagGroups() },
	} {
		if err == nil {
			err = check()
		}
	}
	if err != nil {
		t.Fatalf("rolecall %s: %v", strings.Join(args, " "), err)
	}
	return cmd
}

// flagOf returns the value of a flag of a command.
func flagOf(t *testing.T, cmd *cobra.Command, name string) string {
	t.Helper()
	f := cmd.Flag(name)
	if f == nil {
		t.Fatalf("%s has no flag %s", cmd.Name(), name)
	}
	return f.Value.String()
}

// duration returns the value of a flag that is a duration.
func duration(t *testing.T, cmd *cobra.Command, name string) time.Duration {
	t.Helper()
	d, err := time.ParseDuration(flagOf(t, cmd, name))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// port returns the port of an address.
func port(t *testing.T, address string) string {
	t.Helper()
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// ends checks that a server has ended before it is killed.
func ends(t *testing.T, cmd *cobra.Command, killed time.Duration) {
	t.Helper()
	if takes := duration(t, cmd, "shutdown-wait") + duration(t, cmd, "shutdown-grace"); killed <= takes {
		t.Errorf("it is killed after %v, and may take %v to end", killed, takes)
	}
}

// A deployment is a server as a file of examples/deploy or the Dockerfile runs it, on this machine.
type deployment struct {
	// args are those of the program.
	args []string
	// at are the folders and files here that stand for those of the deployment.
	at map[string]string
	// probes are the paths that are asked for on the port for diagnostics.
	probes []string
}

// diagnosedAt finds the address for diagnostics that the command serve prints.
var diagnosedAt = regexp.MustCompile(`msg="serving diagnostics" url=(\S+)`)

// aToken is a token of a client.
const aToken = "a-token-of-a-client-of-the-test"

// runs runs a server, and checks that its probes succeed and that it decides for clients with a token
// alone.
func (d deployment) runs(t *testing.T, request string) {
	t.Helper()
	var pairs []string
	for there, here := range d.at {
		pairs = append(pairs, there, here)
	}
	args := slices.Clone(d.args)
	address := regexp.MustCompile(`^(--(?:diagnostic-)?addr=|)(?:0\.0\.0\.0|127\.0\.0\.1):[0-9]+$`)
	for i := range args {
		args[i] = address.ReplaceAllString(strings.NewReplacer(pairs...).Replace(args[i]), "${1}127.0.0.1:0")
	}
	urls := printed(t, args, servedAt, diagnosedAt)
	for _, path := range append([]string{"/metrics"}, d.probes...) {
		resp, err := http.Get(urls[1] + path)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			t.Errorf("%s: %s", path, resp.Status)
		}
	}
	for token, want := range map[string]int{aToken: http.StatusOK, "": http.StatusUnauthorized} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, urls[0]+"/access/v1/evaluation", strings.NewReader(request))
		if err != nil {
			t.Fatal(err)
		}
		r.Header = http.Header{"Content-Type": {"application/json"}, "Authorization": {"Bearer " + token}}
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		var answer struct{ Decision bool }
		err = json.NewDecoder(resp.Body).Decode(&answer)
		resp.Body.Close()
		if err != nil || resp.StatusCode != want || answer.Decision != (want == http.StatusOK) {
			t.Errorf("with the token %q: %s, %t (%v)", token, resp.Status, answer.Decision, err)
		}
	}
}

// written writes a file into a new folder, and returns its path.
func written(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// ofAcme is a request that the example configuration allows.
const ofAcme = `{"subject": {"type": "user", "id": "kim"}, "action": {"name": "dashboards:write"},
	"resource": {"type": "folder", "id": "production"}, "context": {"org": "acme"}}`

// An instruction is one of a Dockerfile.
type instruction struct{ name, args string }

// dockerfile returns the instructions of the Dockerfile.
func dockerfile(t *testing.T) (all []instruction) {
	t.Helper()
	text, err := os.ReadFile("../../Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(strings.ReplaceAll(string(text), "\\\n", " ")) {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, args, _ := strings.Cut(line, " ")
		all = append(all, instruction{name, strings.TrimSpace(args)})
	}
	return all
}

// TestDockerfile reads the Dockerfile, builds the program as it does, and runs the command that the image has.
func TestDockerfile(t *testing.T) {
	var entry, args, exposed []string
	workdir, user, base, stage := "", "", "", ""
	stages := map[string]bool{}
	for _, i := range dockerfile(t) {
		words := strings.Fields(i.args)
		switch i.name {
		case "FROM":
			base, user, workdir = words[0], "root", "/"
			if len(words) == 3 && words[1] == "AS" {
				stage = words[2]
				stages[stage] = true
			}
		case "RUN":
			if strings.Contains(i.args, "go build") {
				buildsReproducibly(t, i.args)
			}
		case "COPY":
			from, other := strings.CutPrefix(words[0], "--from=")
			if other && !stages[from] {
				t.Errorf("there is no stage %s", from)
			}
		case "USER":
			user = i.args
		case "WORKDIR":
			workdir = i.args
		case "EXPOSE":
			exposed = words
		case "ENTRYPOINT", "CMD":
			to := &args
			if i.name == "ENTRYPOINT" {
				to = &entry
			}
			if err := json.Unmarshal([]byte(i.args), to); err != nil {
				t.Errorf("%s: %v", i.args, err)
			}
		default:
			t.Errorf("the test does not know %s", i.name)
		}
	}
	if base != "scratch" || !regexp.MustCompile(`^[1-9][0-9]*:[1-9][0-9]*$`).MatchString(user) || !slices.Equal(entry, []string{"/usr/bin/rolecall"}) {
		t.Errorf("the image is %s, and %s runs %s", base, user, entry)
	}
	cmd := parsed(t, args)
	if want := []string{port(t, flagOf(t, cmd, "addr")), port(t, flagOf(t, cmd, "diagnostic-addr"))}; !slices.Equal(exposed, want) {
		t.Errorf("the image exposes %s, and serves at %s", exposed, want)
	}
	ends(t, cmd, 20*time.Second)
	t.Run("runs", func(t *testing.T) {
		if workdir != "/etc/rolecall" {
			t.Fatalf("the configuration is in %s", workdir)
		}
		tokens := written(t, "tokens", aToken+"\n")
		t.Chdir("../../examples/acme")
		deployment{args: args, at: map[string]string{"/run/secrets/tokens": tokens}, probes: []string{"/healthz", "/readyz"}}.runs(t, ofAcme)
	})
	text, err := os.ReadFile("../../Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range regexp.MustCompile(`(?m)^#\s+docker run .* rolecall (.*)$`).FindAllSubmatch(text, -1) {
		parsed(t, strings.Fields(string(line[1])))
	}
	sameIgnored(t)
}

// buildsReproducibly checks a command that builds the program.
func buildsReproducibly(t *testing.T, command string) {
	t.Helper()
	for _, want := range []string{"CGO_ENABLED=0 ", " -trimpath ", " ./cmd/rolecall"} {
		if !strings.Contains(command+" ", want) {
			t.Errorf("%q does not have %q", command, want)
		}
	}
	if strings.Contains(command, "-X ") || strings.Contains(command, "-buildvcs=false") {
		t.Errorf("%q changes what Go writes into the program", command)
	}
}

// sameIgnored checks that Docker leaves out the files that git ignores, and no others: they would be
// changes to the commit. Both read a pattern with a slash from the folder of the repository.
func sameIgnored(t *testing.T) {
	t.Helper()
	patterns := func(name string) (all []string) {
		text, err := os.ReadFile("../../" + name)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
				all = append(all, line)
			}
		}
		return all
	}
	if git, docker := patterns(".gitignore"), patterns(".dockerignore"); !slices.Equal(git, docker) {
		t.Errorf("git ignores %q, and Docker %q", git, docker)
	}
}

// TestDockerfileGo checks that the image is built with the release of Go that the module asks for, or a newer one.
func TestDockerfileGo(t *testing.T) {
	mod, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	asked := regexp.MustCompile(`(?m)^go (1\.[0-9]+)`).FindSubmatch(mod)
	if first := dockerfile(t)[0]; asked == nil || first.args != fmt.Sprintf("golang:%s AS build", asked[1]) {
		t.Errorf("%s %s, and go.mod has Go %s", first.name, first.args, asked)
	}
}

// TestUnit reads the unit of systemd, lets systemd check it where there is one, and runs its command.
func TestUnit(t *testing.T) {
	const path = "../../examples/deploy/rolecall.service"
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	unit, section := map[string]string{}, ""
	for line := range strings.Lines(strings.ReplaceAll(string(text), "\\\n", " ")) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if strings.HasPrefix(line, "[") {
			section = line
			continue
		}
		name, value, ok := strings.Cut(line, "=")
		if _, twice := unit[section+name]; !ok || twice && name != "SystemCallFilter" {
			t.Errorf("%q is no directive, or appears twice", line)
		}
		unit[section+name] = value
	}
	for name, want := range map[string]string{
		"User": "rolecall", "Type": "exec", "Restart": "on-failure", "NoNewPrivileges": "yes", "ProtectSystem": "strict", "CapabilityBoundingSet": "",
		"LogsDirectory": "rolecall",
	} {
		if got, ok := unit["[Service]"+name]; !ok || got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	words := strings.Fields(unit["[Service]ExecStart"])
	if words[0] != "/usr/bin/rolecall" {
		t.Fatalf("it starts %s", words[0])
	}
	cmd := parsed(t, words[1:])
	killed, err := time.ParseDuration(unit["[Service]TimeoutStopSec"])
	if err != nil {
		t.Fatal(err)
	}
	ends(t, cmd, killed)
	logs := t.TempDir()
	configuration, err := filepath.Abs("../../examples/acme")
	if err != nil {
		t.Fatal(err)
	}
	deployment{
		args: words[1:], probes: []string{"/healthz", "/readyz"},
		at: map[string]string{
			"/etc/rolecall/access": configuration, "/etc/rolecall/tokens": written(t, "tokens", aToken+"\n"), "/var/log/rolecall": logs,
		},
	}.runs(t, ofAcme)
	if _, err := os.Stat(filepath.Join(logs, "decisions.jsonl")); err != nil {
		t.Error(err)
	}
	if _, err := exec.LookPath("systemd-analyze"); err != nil {
		t.Skip(err)
	}
	here := called(t, filepath.Join(t.TempDir(), "rolecall"))
	copied := written(t, "rolecall.service", strings.ReplaceAll(string(text), "/usr/bin/rolecall", here))
	if out, err := exec.Command("systemd-analyze", "verify", "--man=no", copied).CombinedOutput(); err != nil || bytes.Contains(out, []byte("rolecall.service")) {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestReleaser reads the configuration of GoReleaser.
func TestReleaser(t *testing.T) {
	text, err := os.ReadFile("../../.goreleaser.yaml")
	if err != nil {
		t.Fatal(err)
	}
	type info struct{ Owner, Group, Mode, Mtime string }
	var c struct {
		Version     int
		ProjectName string `yaml:"project_name"`
		Builds      []struct {
			Main, Binary string
			Env, Flags   []string
			Ldflags      []string
			ModTimestamp string `yaml:"mod_timestamp"`
			Goos, Goarch []string
		}
		Archives []struct {
			Formats         []string
			NameTemplate    string `yaml:"name_template"`
			FormatOverrides []struct {
				Goos    string
				Formats []string
			} `yaml:"format_overrides"`
			Files []struct {
				Src  string
				Info info
			}
			BuildsInfo info `yaml:"builds_info"`
		}
		Source   struct{ Enabled bool }
		Checksum struct {
			NameTemplate string `yaml:"name_template"`
			Algorithm    string
		}
		Sboms     []struct{ Artifacts string }
		Changelog struct{ Disable bool }
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	if err := decoder.Decode(&c); err != nil {
		t.Fatal(err)
	}
	if c.Version != 2 || len(c.Builds) != 1 || len(c.Archives) != 1 || c.Checksum.Algorithm != "sha256" || len(c.Sboms) == 0 || !c.Source.Enabled {
		t.Fatalf("%+v", c)
	}
	b := c.Builds[0]
	buildsReproducibly(t, strings.Join(slices.Concat(b.Env, []string{"go build"}, b.Flags, b.Ldflags, []string{b.Main}), " "))
	if b.ModTimestamp != "{{ .CommitTimestamp }}" || strings.Contains(strings.Join(b.Ldflags, " "), "{{") {
		t.Errorf("%+v", b)
	}
	reproducible := []info{c.Archives[0].BuildsInfo}
	for _, f := range c.Archives[0].Files {
		reproducible = append(reproducible, f.Info)
		found, err := filepath.Glob("../../" + strings.Replace(f.Src, "/**/*", "/*/*", 1))
		if err != nil || len(found) == 0 {
			t.Errorf("there is no %s (%v)", f.Src, err)
		}
	}
	for _, i := range reproducible {
		if i.Owner != "root" || i.Group != "root" || i.Mode == "" || i.Mtime != "{{ .CommitDate }}" {
			t.Errorf("%+v", i)
		}
	}
}
