package ini

import (
	"bufio"
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/schema"
)

// A File holds the settings of a file, or of a server, by section and key. The section of the lines
// before the first one is "DEFAULT". The values of a server are in the same form.
type File map[string]map[string]string

// Parse reads a file as Grafana's parser reads it (gopkg.in/ini.v1 without options): sections in brackets, keys and
// values, comments after a semicolon or a hash. A value in triple double quotes or backquotes may have these signs
// and several lines, and a backslash at the end continues every other value on the next line. The error names the
// line.
func Parse(name string, content []byte) (File, error) {
	f := File{}
	section := "DEFAULT"
	scanner := bufio.NewScanner(bytes.NewReader(bytes.TrimPrefix(content, []byte("\xef\xbb\xbf"))))
	scanner.Buffer(nil, 1<<20)
	lines := &lines{Scanner: scanner}
	for lines.next() {
		line := strings.TrimSpace(lines.Text())
		switch {
		case line == "" || line[0] == ';' || line[0] == '#':
			continue
		case line[0] == '[':
			end := strings.IndexByte(line, ']')
			if end < 0 {
				return nil, fmt.Errorf("%s:%d: this section has no closing bracket", name, lines.number)
			}
			section = strings.TrimSpace(line[1:end])
			continue
		}
		key, text, found := strings.Cut(line, "=")
		if !found {
			return nil, fmt.Errorf("%s:%d: this line is neither a section nor a key with a value", name, lines.number)
		}
		if f[section] == nil {
			f[section] = map[string]string{}
		}
		at := lines.number
		value, ok := lines.value(strings.TrimSpace(text))
		if !ok && lines.Err() == nil {
			return nil, fmt.Errorf("%s:%d: the quotes of this value are not closed", name, at)
		}
		f[section][strings.TrimSpace(key)] = value
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%s:%d: %w", name, lines.number+1, err)
	}
	return f, nil
}

// lines are the lines of a file, with the number of the last one that was read.
type lines struct {
	*bufio.Scanner
	number int
}

func (l *lines) next() bool {
	if !l.Scan() {
		return false
	}
	l.number++
	return true
}

// value returns the value that begins on the last line. It returns false for quotes that are not closed.
func (l *lines) value(text string) (string, bool) {
	for _, quotes := range []string{`"""`, "`"} {
		rest, ok := strings.CutPrefix(text, quotes)
		if !ok {
			continue
		}
		if end := strings.LastIndex(rest, quotes); end >= 0 {
			return rest[:end], true
		}
		for l.next() {
			line, _, closed := strings.Cut(l.Text(), quotes)
			if rest += "\n" + line; closed {
				return rest, true
			}
		}
		return "", false
	}
	for strings.HasSuffix(text, `\`) && l.next() {
		text = strings.TrimSuffix(text, `\`) + strings.TrimSpace(l.Text())
	}
	if at := strings.IndexAny(text, "#;"); at >= 0 {
		text = strings.TrimSpace(text[:at])
	}
	for _, quote := range []string{`"`, "'"} {
		if inner, ok := strings.CutPrefix(text, quote); ok && strings.Index(inner, quote) == len(inner)-1 && inner != "" {
			return inner[:len(inner)-1], true
		}
	}
	return text, true
}

// Anonymous is anonymous access as a file tells it, with the name of the org.
type Anonymous struct {
	Org  string
	Role schema.OrgRole
}

// Apply sets the settings that a file has. It returns anonymous access, nil if it is off or not in
// the file.
func Apply(to *inventory.Settings, f File) *Anonymous {
	users := f["users"]
	set(&to.ViewersCanEdit, users, "viewers_can_edit")
	set(&to.EditorsCanAdmin, users, "editors_can_admin")
	set(&to.AllowOrgCreate, users, "allow_org_create")
	if depth, err := strconv.Atoi(f["folder"]["max_nested_folder_depth"]); err == nil {
		to.MaxFolderDepth = depth
	}
	for _, name := range toggles(f["feature_toggles"]) {
		if !slices.Contains(to.Toggles, name) {
			to.Toggles = append(to.Toggles, name)
		}
	}
	anonymous := f["auth.anonymous"]
	var on bool
	if set(&on, anonymous, "enabled"); !on {
		return nil
	}
	a := &Anonymous{Org: anonymous["org_name"], Role: schema.OrgRole(anonymous["org_role"])}
	if a.Org == "" {
		a.Org = inventory.MainOrg
	}
	if a.Role == "" {
		a.Role = schema.Viewer
	}
	return a
}

// set sets a flag that a section has.
func set(flag *bool, section map[string]string, key string) {
	if value, err := strconv.ParseBool(section[key]); err == nil {
		*flag = value
	}
}

// toggles returns the feature toggles that a section turns on: those of the list enable, which
// commas or spaces separate, and those with a key of their own. A key of its own that is false turns
// a toggle off.
func toggles(section map[string]string) []string {
	on := map[string]bool{}
	names, _ := split(section["enable"])
	for _, name := range names {
		on[name] = true
	}
	for name, value := range section {
		if flag, err := strconv.ParseBool(value); err == nil && name != "enable" {
			on[name] = flag
		}
	}
	maps.DeleteFunc(on, func(_ string, on bool) bool { return !on })
	return slices.Sorted(maps.Keys(on))
}
