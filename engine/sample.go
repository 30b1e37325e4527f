package engine

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/rolecall/rolecall/internal/document"
	"github.com/rolecall/rolecall/internal/scopes"
)

// A sample is a small configuration that has one thing of each class of
// another: one for all users with the same role, one for all dashboards in a
// folder of their own list, one entry for all "Edit" of teams. Things of a
// class differ by name alone, so what the policies say of the one they say of
// the others too, with the names changed. The policies are evaluated for the
// sample, which stays as small however much is declared.
//
// It rests on two properties of the policies, which the tests hold against
// plain OPA on whole configurations: no rule looks into a name, other than
// "general", and what an entry or a team gives does not depend on the others.
type sample struct {
	data *document.World
	// The stand-ins, which are all in one org that is called standIn.
	members map[memberClass]string
	items   map[itemClass]string
	entries map[entryClass]string
	held    map[heldClass]string
	// The stand-ins for permissions are roles.
	permissions map[permissionClass]string
}

// standIn begins the names of stand-ins. The loader lets no name of a
// configuration begin with it.
const standIn = "\x00"

// The sources that a stand-in has: where the rows say so, the thing itself
// has a source of its own.
const (
	entrySource   = standIn + "entry"
	creatorSource = standIn + "creator"
)

// A memberClass is what tells users in an org apart. For users of the whole
// instance role is empty.
type memberClass struct {
	role                             string
	disabled, admin, blocked, member bool
	// teams are the ways of being in teams that the user has.
	teams string
}

// An itemClass is what tells the things of an org apart.
type itemClass struct {
	typ string
	// defaults and topDefaults say whether the item, and the topmost of
	// the folders above it, still have the list they were created with.
	defaults, topDefaults bool
	// above is how many folders are above.
	above int
	// listed says whether the item has a list of its own.
	listed bool
}

// An entryClass is what tells the entries of lists apart.
type entryClass struct {
	// scope is what the list's place begins with: "folders:uid".
	scope string
	// inside says whether the list is of something in a folder.
	inside bool
	// holder is the holder of a role, otherwise the type of the holder.
	holder string
	level  string
	// creator says whether the holder created the thing.
	creator bool
}

// A heldClass is what tells apart what holders have in some list of the org.
type heldClass struct {
	typ string
	// held and created are the kinds and levels, and the kinds and wheres.
	held, created string
}

// newSample draws the sample of a configuration.
func newSample(d *document.World) *sample {
	grafana := d.Grafana
	grafana.Sources = nil // the policies do not say where settings stand
	s := &sample{
		data: &document.World{
			Grafana:     grafana,
			OrgIDs:      d.OrgIDs,
			DefaultOrg:  d.DefaultOrg,
			Logins:      map[string]string{},
			Users:       map[string]document.User{},
			Orgs:        map[string]*document.Org{standIn: document.NewOrg()},
			Roles:       map[string]document.Role{},
			BasicRoles:  d.BasicRoles,
			Everywhere:  map[string]map[string]string{},
			OrgMappings: d.OrgMappings,
		},
		members: map[memberClass]string{},
		items:   map[itemClass]string{},
		entries: map[entryClass]string{},
		held:    map[heldClass]string{},

		permissions: map[permissionClass]string{},
	}
	for key, user := range d.Users {
		s.addMember(userClass(user), key)
	}
	for label, org := range d.Orgs {
		s.addOrg(d, label, org)
	}
	s.addRoles(d)
	return s
}

// addOrg puts an org into the sample: its groups, all that is one of
// its class, and stand-ins for the rest.
func (s *sample) addOrg(d *document.World, label string, org *document.Org) {
	drawn := document.NewOrg()
	drawn.Source, drawn.Groups, drawn.Defaults = org.Source, org.Groups, org.Defaults
	s.data.Orgs[label] = drawn
	for key, m := range org.Members {
		if class, ok := classOfMember(d, key, m); ok {
			s.addMember(class, key)
		} else {
			drawn.Members[key] = m
		}
	}
	for _, typ := range itemTypes {
		for id, item := range typ.items(org) {
			class, ok := classOfItem(org, typ, id, item)
			if ok {
				s.addItem(class, typ)
				continue
			}
			typ.items(drawn)[id] = item
			for _, folder := range chain(typ, id, item, org) {
				drawn.Folders[folder] = org.Folders[folder]
			}
		}
	}
	for place, list := range org.Permissions {
		for holder := range list {
			s.addEntry(classOfEntry(org, place, holder))
		}
	}
	for place, list := range org.Creators {
		for holder := range list {
			s.addEntry(classOfEntry(org, place, holder))
		}
	}
	for _, holders := range []map[string]map[string]map[string]string{org.Held, org.Created} {
		for holder := range holders {
			if isRole(holder) {
				// Roles are told apart by name, and few.
				drawn.Held[holder] = org.Held[holder]
			} else {
				s.addHeld(classOfHeld(org, holder))
			}
		}
	}
}

// isRole says whether a holder is a role rather than somebody.
func isRole(holder string) bool { return strings.HasPrefix(holder, "role:") }

// typeOf is the type of a subject, holder or place: what is before the colon.
func typeOf(key string) string {
	typ, _, _ := strings.Cut(key, ":")
	return typ
}

// userClass is the class of a user outside of every org.
func userClass(u document.User) memberClass {
	return memberClass{admin: u.GrafanaAdmin, disabled: u.Disabled}
}

// classOfMember is the class of a member of an org. It is not ok for one that
// is not a user: those have credentials of their own.
func classOfMember(d *document.World, key string, m *document.Member) (class memberClass, ok bool) {
	if typeOf(key) != "user" || len(m.Tokens) > 0 || m.Expires != "" {
		return memberClass{}, false
	}
	class = userClass(d.Users[key])
	class.member, class.role, class.blocked = true, m.Role, m.Disabled
	var ways []string
	for team := range teamsOf(m) {
		ways = append(ways, teamWay(m, team))
	}
	slices.Sort(ways)
	class.teams = strings.Join(slices.Compact(ways), ",")
	return class, true
}

// teamsOf are the teams that a member may be in, each once.
func teamsOf(m *document.Member) map[string]bool {
	if len(m.Teams)+len(m.CreatedTeams) == 0 {
		return nil
	}
	teams := map[string]bool{}
	for team := range m.Teams {
		teams[team] = true
	}
	for team := range m.CreatedTeams {
		teams[team] = true
	}
	return teams
}

// teamWay is how a member is in a team: at which level, and whether it created
// the team.
func teamWay(m *document.Member, team string) string {
	way := m.Teams[team].Level
	if _, ok := m.CreatedTeams[team]; ok {
		way += " creator"
	}
	return way
}

// addMember adds a stand-in, unless the class has one. The key is of the user
// that it stands for.
func (s *sample) addMember(class memberClass, key string) {
	if _, ok := s.members[class]; ok {
		return
	}
	name := s.name(typeOf(key)+":", class)
	s.members[class] = name
	s.data.Users[name] = document.User{GrafanaAdmin: class.admin, Disabled: class.disabled}
	if !class.member {
		return
	}
	m := &document.Member{Role: class.role, Disabled: class.blocked, Teams: map[string]document.Entry{}, CreatedTeams: map[string]string{}}
	for way := range strings.SplitSeq(class.teams, ",") {
		if way == "" {
			continue
		}
		level, creator := strings.CutSuffix(way, " creator")
		if level != "" {
			m.Teams[standIn+way] = document.Entry{Level: level}
		}
		if creator {
			m.CreatedTeams[standIn+way] = ""
		}
	}
	s.org().Members[name] = m
}

func (s *sample) org() *document.Org { return s.data.Orgs[standIn] }

// name is the name of the stand-in of a class. It depends on the class alone, so
// that configurations with the same classes have the same sample.
func (s *sample) name(prefix string, class any) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%#v", class))
	return fmt.Sprintf("%s%s%x", prefix, standIn, sum[:12])
}

// An itemType is a type of things that an org declares.
type itemType struct {
	// typ is the type in requests, scope what the places of the things
	// begin with.
	typ, scope string
	// lists says that the language gives the things lists of permissions.
	lists bool
	items func(*document.Org) map[string]document.Item
}

var folderType = itemType{"folder", "folders:uid", true, func(o *document.Org) map[string]document.Item { return o.Folders }}

var teamType = itemType{"team", "teams:id", false, func(o *document.Org) map[string]document.Item { return o.Teams }}

// teamPlace is the place of the list of a team.
func teamPlace(name string) string { return scopes.Of(teamType.scope, name) }

var itemTypes = []itemType{
	{"api_key", "apikeys:id", false, func(o *document.Org) map[string]document.Item { return o.APIKeys }},
	{"dashboard", "dashboards:uid", true, func(o *document.Org) map[string]document.Item { return o.Dashboards }},
	{"data_source", "datasources:uid", true, func(o *document.Org) map[string]document.Item { return o.DataSources }},
	folderType,
	{"service_account", "serviceaccounts:id", false, func(o *document.Org) map[string]document.Item { return o.ServiceAccounts }},
	teamType,
}

// chain are the folders that an item is in, nearest first; a folder begins
// with itself.
func chain(typ itemType, id string, item document.Item, org *document.Org) []string {
	switch {
	case typ.typ == "folder":
		return append([]string{id}, item.Above...)
	case item.Folder != "":
		return append([]string{item.Folder}, org.Folders[item.Folder].Above...)
	}
	return nil
}

// general is the one name that policies look into.
const general = "general"

// classOfItem is the class of a thing of an org. It is not ok for one that has
// to do with a folder that is called general.
func classOfItem(org *document.Org, typ itemType, id string, item document.Item) (class itemClass, ok bool) {
	folders := chain(typ, id, item, org)
	if slices.Contains(folders, general) {
		return itemClass{}, false
	}
	class = itemClass{typ: typ.typ, defaults: item.DefaultPermissions, above: len(folders)}
	if len(folders) > 0 {
		class.topDefaults = org.Folders[folders[len(folders)-1]].DefaultPermissions
	} else {
		_, class.listed = org.Permissions[scopes.Of(typ.scope, id)]
	}
	return class, true
}

// addItem adds a stand-in, unless the class has one.
func (s *sample) addItem(class itemClass, typ itemType) {
	if _, ok := s.items[class]; ok {
		return
	}
	name := s.name(class.typ, class)
	s.items[class] = name
	item := document.Item{DefaultPermissions: class.defaults}
	switch above := s.folders(class.above-1, class.topDefaults); {
	case typ.typ == "folder":
		item.Above = above
	case class.above > 0:
		item.Folder = s.folder(class.above-1, class.topDefaults)
	}
	typ.items(s.org())[name] = item
	if class.listed {
		s.org().Permissions[typ.scope+":"+name] = map[string]document.Entry{"user:" + standIn: {}}
	}
}

// A chain of stand-ins, each in the one before, is what all stand-ins are in
// whose topmost folder has, or no longer has, the list that it was created with:
// a chain of their own for each would make the sample grow with the cube of the
// depth.

// folder returns the folder of the chain that has depth folders above it. It is
// added with all above it.
func (s *sample) folder(depth int, topDefaults bool) string {
	name := standInFolder(depth, topDefaults)
	if _, ok := s.org().Folders[name]; !ok {
		s.org().Folders[name] = document.Item{
			Above:              s.folders(depth, topDefaults),
			DefaultPermissions: topDefaults && depth == 0,
		}
	}
	return name
}

// folders returns the folders of the chain above the one that has depth folders
// above it, nearest first.
func (s *sample) folders(depth int, topDefaults bool) []string {
	var above []string
	for d := depth - 1; d >= 0; d-- {
		above = append(above, s.folder(d, topDefaults))
	}
	return above
}

// standInFolder returns the name of the folder of the chain that has depth
// folders above it, and depthOf the depth; not ok for another name.
func standInFolder(depth int, topDefaults bool) string {
	return fmt.Sprintf("%sfolder %t %d", standIn, topDefaults, depth)
}

func depthOf(name string) (depth int, ok bool) {
	rest, ok := strings.CutPrefix(name, standIn+"folder ")
	if !ok {
		return 0, false
	}
	_, digits, _ := strings.Cut(rest, " ")
	depth, err := strconv.Atoi(digits)
	return depth, err == nil
}

// splitPlace divides the place of a list into what it begins with and the id
// of the thing: "folders:uid" and "production".
func splitPlace(place string) (scope, id string) {
	kind, rest, _ := strings.Cut(place, ":")
	attribute, word, _ := strings.Cut(rest, ":")
	return kind + ":" + attribute, scopes.Name(word)
}

// classOfEntry is the class of the entry of a holder in a list, or of a
// creator who may have one.
func classOfEntry(org *document.Org, place, holder string) entryClass {
	scope, id := splitPlace(place)
	class := entryClass{scope: scope, holder: typeOf(holder), level: org.Permissions[place][holder].Level}
	if isRole(holder) {
		class.holder = holder
	}
	_, class.creator = org.Creators[place][holder]
	switch scope {
	case "folders:uid":
		class.inside = len(org.Folders[id].Above) > 0
	case "dashboards:uid":
		class.inside = org.Dashboards[id].Folder != ""
	}
	return class
}

// addEntry adds a stand-in, unless the class has one: a list of its own.
func (s *sample) addEntry(class entryClass) {
	if _, ok := s.entries[class]; ok {
		return
	}
	id := s.name("", class)
	place := class.scope + ":" + id
	s.entries[class] = place
	org, holder := s.org(), class.standIn()
	if class.level != "" {
		org.Permissions[place] = map[string]document.Entry{holder: {Level: class.level, Source: entrySource}}
	}
	if class.creator {
		org.Creators[place] = map[string]string{holder: creatorSource}
	}
	if !class.inside {
		return
	}
	switch class.scope {
	case "folders:uid":
		org.Folders[id] = document.Item{Above: []string{standIn}}
	case "dashboards:uid":
		org.Dashboards[id] = document.Item{Folder: standIn}
	}
}

// standIn is the holder that stands for those of the class.
func (c entryClass) standIn() string {
	if isRole(c.holder) {
		return c.holder
	}
	return c.holder + ":" + standIn
}

// classOfHeld is the class of what a holder has in some list of an org.
func classOfHeld(org *document.Org, holder string) heldClass {
	return heldClass{typeOf(holder), heldKey(org.Held[holder]), heldKey(org.Created[holder])}
}

// heldKey names the keys of both levels, without the sources.
func heldKey(held map[string]map[string]string) string {
	var keys []string
	for kind, levels := range held {
		for level := range levels {
			keys = append(keys, kind+" "+level)
		}
	}
	slices.Sort(keys)
	return strings.Join(keys, ",")
}

// addHeld adds a stand-in, unless the class has one. Its sources name what
// they stand for, as heldSource reads it.
func (s *sample) addHeld(class heldClass) {
	if _, ok := s.held[class]; ok {
		return
	}
	holder := s.name(class.typ+":", class)
	s.held[class] = holder
	s.org().Held[holder] = fromHeldKey("held", class.held)
	s.org().Created[holder] = fromHeldKey("created", class.created)
}

// fromHeldKey is what heldKey named, with a source that says where to look.
func fromHeldKey(name, key string) map[string]map[string]string {
	held := map[string]map[string]string{}
	for pair := range strings.SplitSeq(key, ",") {
		kind, level, ok := strings.Cut(pair, " ")
		if !ok {
			continue
		}
		if held[kind] == nil {
			held[kind] = map[string]string{}
		}
		held[kind][level] = standIn + name + " " + pair
	}
	return held
}

// heldSource is the source that a stand-in's source stands for.
func heldSource(org *document.Org, holder, source string) string {
	rest, ok := strings.CutPrefix(source, standIn)
	if !ok {
		return source
	}
	parts := strings.SplitN(rest, " ", 3)
	held := org.Held
	if parts[0] == "created" {
		held = org.Created
	}
	return held[holder][parts[1]][parts[2]]
}
