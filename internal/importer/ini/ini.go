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

// Parse reads a file in the form of grafana.ini: sections in brackets, keys and values, comments
// after a semicolon or a hash at the beginning of a line. The error names the line.
func Parse(name string, content []byte) (File, error) {
	f := File{}
	section := "DEFAULT"
	lines := bufio.NewScanner(bytes.NewReader(bytes.TrimPrefix(content, []byte("\xef\xbb\xbf"))))
	lines.Buffer(nil, 1<<20)
	for number := 1; lines.Scan(); number++ {
		line := strings.TrimSpace(lines.Text())
		switch {
		case line == "" || line[0] == ';' || line[0] == '#':
			continue
		case line[0] == '[':
			end := strings.IndexByte(line, ']')
			if end < 0 {
				return nil, fmt.Errorf("%s:%d: this section has no closing bracket", name, number)
			}
			section = strings.TrimSpace(line[1:end])
			continue
		}
		key, value, found := strings.Cut(line, "=")
		if !found {
			return nil, fmt.Errorf("%s:%d: this line is neither a section nor a key with a value", name, number)
		}
		if f[section] == nil {
			f[section] = map[string]string{}
		}
		f[section][strings.TrimSpace(key)] = unquote(strings.TrimSpace(value))
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return f, nil
}

// unquote takes the quotes of a value away, and a comment behind a value.
func unquote(value string) string {
	for _, quotes := range []string{`"""`, "`", `"`, "'"} {
		if rest, ok := strings.CutPrefix(value, quotes); ok {
			if end := strings.Index(rest, quotes); end >= 0 {
				return rest[:end]
			}
		}
	}
	for _, comment := range []string{" ;", " #", "\t;", "\t#"} {
		if at := strings.Index(value, comment); at >= 0 {
			value = value[:at]
		}
	}
	return strings.TrimSpace(value)
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
	for section, key := range map[string]string{"folder": "max_nested_folder_depth"} {
		if depth, err := strconv.Atoi(f[section][key]); err == nil {
			to.MaxFolderDepth = depth
		}
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

// separates reports whether a sign separates the words of a list.
func separates(r rune) bool { return r == ',' || r == ' ' || r == '\t' }

// toggles returns the feature toggles that a section turns on: those of the list enable, which
// commas or spaces separate, and those with a key of their own. A key of its own that is false turns
// a toggle off.
func toggles(section map[string]string) []string {
	on := map[string]bool{}
	for _, name := range strings.FieldsFunc(section["enable"], separates) {
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
