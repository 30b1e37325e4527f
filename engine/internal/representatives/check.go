package representatives

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/rolecall/rolecall/internal/document"
	"github.com/rolecall/rolecall/schema"
)

// Check refuses data that the loader never makes: names with NUL, and references to
// undeclared names.
func Check(d *document.World) error {
	if err := CheckNames(d); err != nil {
		return err
	}
	return CheckReferences(d)
}

// CheckReferences refuses references to undeclared names, names in another spelling than
// that of the loader, unknown levels and roles, and null where there must be a value.
// Building an index relies on it.
func CheckReferences(d *document.World) error {
	if err := checkServer(d); err != nil {
		return err
	}
	custom := d.AllRoles()
	for label, org := range d.Orgs {
		if org == nil {
			return fmt.Errorf("the org %q is null", label)
		}
		c := orgCheck{data: d, org: org, label: label, custom: custom}
		if err := c.check(); err != nil {
			return fmt.Errorf("the org %q: %w", label, err)
		}
	}
	return checkSpelling(d)
}

// checkServer checks the parts outside of orgs.
func checkServer(d *document.World) error {
	for name, label := range d.OrgIDs {
		if d.Orgs[label] == nil {
			return fmt.Errorf("%q is the name of the org %q, which is not declared", name, label)
		}
	}
	for _, label := range d.Elsewhere {
		if d.Orgs[label] != nil || d.OrgIDs[label] != "" {
			return fmt.Errorf("the org %q is elsewhere, and declared here", label)
		}
	}
	for label := range d.Orgs {
		if d.OrgIDs[label] != label {
			return fmt.Errorf("the label of the org %q does not lead to it", label)
		}
	}
	if d.DefaultOrg != "" && d.Orgs[d.DefaultOrg] == nil {
		return fmt.Errorf("the default org %q is not declared", d.DefaultOrg)
	}
	for name, login := range d.Logins {
		if _, ok := d.Users["user:"+login]; !ok {
			return fmt.Errorf("%q is the name of the user %q, who is not declared", name, login)
		}
	}
	for key := range d.Users {
		login, ok := strings.CutPrefix(key, "user:")
		if !ok || d.Logins[login] != login {
			return fmt.Errorf("the login of %q does not lead to it", key)
		}
	}
	return checkRoles(d)
}

func checkRoles(d *document.World) error {
	custom, declared := d.AllRoles(), len(d.Roles)
	for _, org := range d.Orgs {
		if org != nil {
			declared += len(org.CustomRoles)
		}
	}
	if declared > len(custom) {
		return errors.New("two custom roles have the same uid")
	}
	for uid, role := range custom {
		if !sameScopes(role) {
			return fmt.Errorf("the permissions of the role %q do not match its scopes", uid)
		}
	}
	for name := range d.BasicRoles {
		if !slices.Contains(schema.BasicRoles, schema.OrgRole(name)) {
			return fmt.Errorf("there is no basic role %q", name)
		}
	}
	for holder, assigned := range d.Everywhere {
		if _, ok := d.Users[holder]; !ok && !isBasicRole(holder) {
			return fmt.Errorf("%q has roles everywhere but is not declared", holder)
		}
		for uid := range assigned {
			_, global := d.Roles[uid]
			if _, declared := custom[uid]; declared && !global {
				return fmt.Errorf("%q has the role %q everywhere, which is of one org", holder, uid)
			}
		}
	}
	for _, m := range d.OrgMappings {
		if m.Org != "" && d.Orgs[m.Org] == nil && !slices.Contains(d.Elsewhere, m.Org) {
			return fmt.Errorf("the group %q is mapped to the org %q, which is not declared", m.Group, m.Org)
		}
		if !isOrgRole(m.Role) {
			return fmt.Errorf("the group %q is mapped to the role %q, which no org has", m.Group, m.Role)
		}
	}
	return nil
}

// sameScopes reports whether the two forms of a role, its permissions and its scopes,
// hold the same. Policies read either; the engine reads the permissions alone.
func sameScopes(role document.Role) bool {
	written := map[document.Permission]bool{}
	for _, p := range role.Permissions {
		if _, ok := role.Scopes[p.Scope][p.Action]; !ok {
			return false
		}
		written[p] = true
	}
	count := 0
	for _, actions := range role.Scopes {
		count += len(actions)
	}
	return count == len(written)
}

func isOrgRole(name string) bool { return slices.Contains(schema.OrgRoles, schema.OrgRole(name)) }

func isBasicRole(holder string) bool {
	name, ok := strings.CutPrefix(holder, "basic:")
	return ok && slices.Contains(schema.BasicRoles, schema.OrgRole(name))
}

// An orgCheck checks one org.
type orgCheck struct {
	data  *document.World
	org   *document.Org
	label string
	// custom are all custom roles.
	custom map[string]document.Role
}

func (c *orgCheck) check() error {
	for key, m := range c.org.Members {
		if err := c.member(key, m); err != nil {
			return err
		}
	}
	for _, typ := range ItemTypes {
		for id, item := range typ.Items(c.org) {
			if err := c.item(typ, id, item); err != nil {
				return err
			}
		}
	}
	for group, teams := range c.org.Groups {
		for team := range teams {
			if _, ok := c.org.Teams[team]; !ok {
				return fmt.Errorf("the group %q is in the team %q, which is not declared", group, team)
			}
		}
	}
	for holder, roles := range c.org.Roles {
		if !c.declares(holder) && !isBasicRole(holder) {
			return fmt.Errorf("%q has roles but is not declared", holder)
		}
		for uid := range roles {
			_, custom := c.custom[uid]
			if _, ok := c.data.Role(c.label, uid); custom && !ok {
				return fmt.Errorf("%q has the role %q of another org", holder, uid)
			}
		}
	}
	return c.lists()
}

// declares reports whether the holder of an entry is declared.
func (c *orgCheck) declares(holder string) bool {
	typ, name, _ := strings.Cut(holder, ":")
	ok := false
	switch typ {
	case "user":
		_, ok = c.data.Users[holder]
	case "team":
		_, ok = c.org.Teams[name]
	case "service_account":
		_, ok = c.org.ServiceAccounts[name]
	case "role":
		ok = slices.Contains(schema.EntryRoles, schema.OrgRole(name))
	}
	return ok
}

func (c *orgCheck) member(key string, m *document.Member) error {
	if m == nil {
		return fmt.Errorf("the member %q is null", key)
	}
	declared := key == "anonymous" || c.declares(key) && TypeOf(key) != "team" && !IsRole(key)
	if name, ok := strings.CutPrefix(key, "api_key:"); ok {
		_, declared = c.org.APIKeys[name]
	}
	if !declared {
		return fmt.Errorf("the member %q is not declared", key)
	}
	if !isOrgRole(m.Role) {
		return fmt.Errorf("%q has the role %q, which no org has", key, m.Role)
	}
	for team, entry := range m.Teams {
		if !slices.Contains(TeamType.Levels, entry.Level) {
			return fmt.Errorf("%q has the level %q in the team %q, which no team has", key, entry.Level, team)
		}
	}
	for team := range TeamsOf(m) {
		if _, ok := c.org.Teams[team]; !ok {
			return fmt.Errorf("%q is in the team %q, which is not declared", key, team)
		}
	}
	if err := checkExpiry(m.Expires); err != nil {
		return fmt.Errorf("%q: %w", key, err)
	}
	for name, token := range m.Tokens {
		if err := checkExpiry(token.Expires); err != nil {
			return fmt.Errorf("the token %q of %q: %w", name, key, err)
		}
	}
	return nil
}

func checkExpiry(text string) error {
	if text == "" {
		return nil
	}
	if _, err := time.Parse(time.RFC3339, text); err != nil {
		return fmt.Errorf("the expiry %q is not RFC 3339", text)
	}
	return nil
}

func (c *orgCheck) item(typ ItemType, id string, item document.Item) error {
	if typ.Type != FolderType.Type && len(item.Above) > 0 || typ.Type != "dashboard" && item.Folder != "" {
		return fmt.Errorf("%s %q cannot be in a folder", typ.Type, id)
	}
	if item.Folder != "" && item.DefaultPermissions {
		return fmt.Errorf("%s %q in a folder has the permissions of one in General", typ.Type, id)
	}
	parent := item.Folder
	if len(item.Above) > 0 {
		parent = item.Above[0]
	}
	if parent == "" {
		return nil
	}
	folder, ok := c.org.Folders[parent]
	if !ok {
		return fmt.Errorf("%s %q is in the folder %q, which is not declared", typ.Type, id, parent)
	}
	if typ.Type == FolderType.Type && !slices.Equal(item.Above[1:], folder.Above) {
		return fmt.Errorf("the folders above %q are not %[2]q and the folders above %[2]q", id, parent)
	}
	return nil
}

// lists checks the lists of permissions, and their summaries.
func (c *orgCheck) lists() error {
	for place, list := range c.org.Permissions {
		levels, err := c.levels(place)
		if err != nil {
			return err
		}
		for holder, entry := range list {
			if !c.declares(holder) || !slices.Contains(levels, entry.Level) {
				return fmt.Errorf("the list of %q has an entry for %q that it cannot have", place, holder)
			}
		}
	}
	for place, list := range c.org.Creators {
		if _, err := c.levels(place); err != nil {
			return err
		}
		for holder := range list {
			if !c.creates(holder) {
				return fmt.Errorf("%q cannot be created by %q", place, holder)
			}
		}
	}
	if err := c.summary(c.org.Held, c.declares, levelsOf); err != nil {
		return err
	}
	return c.summary(c.org.Created, c.creates, func(kind string) []string {
		if levelsOf(kind) == nil {
			return nil
		}
		return []string{"top", "inside"}
	})
}

// creates reports whether a holder can be the creator of a resource.
func (c *orgCheck) creates(holder string) bool {
	return c.declares(holder) && TypeOf(holder) != "team" && !IsRole(holder)
}

// levelsOf returns the levels of the entries in lists of a kind; nil if there is no such
// kind.
func levelsOf(kind string) []string {
	if kind == document.General {
		return FolderType.Levels
	}
	for _, typ := range ItemTypes {
		if TypeOf(typ.Scope) == kind {
			return typ.Levels
		}
	}
	return nil
}

// summary checks a summary of lists: by holder and kind of list, which of the words that
// there are for the kind occur.
func (c *orgCheck) summary(held map[string]map[string]map[string]string, holds func(string) bool, words func(kind string) []string) error {
	for holder, kinds := range held {
		if !holds(holder) {
			return fmt.Errorf("%q is in some list but is not declared", holder)
		}
		for kind, has := range kinds {
			for word := range has {
				if !slices.Contains(words(kind), word) {
					return fmt.Errorf("%q has %q in a list of %q, which does not exist", holder, word, kind)
				}
			}
		}
	}
	return nil
}

// levels returns the levels that entries of the list at a place can have. It returns an
// error if there is no such list.
func (c *orgCheck) levels(place string) ([]string, error) {
	scope, id := SplitPlace(place)
	for _, typ := range ItemTypes {
		if _, ok := typ.Items(c.org)[id]; ok && typ.Scope == scope && len(typ.Levels) > 0 {
			return typ.Levels, nil
		}
	}
	return nil, fmt.Errorf("there is no list of permissions of %q", place)
}
