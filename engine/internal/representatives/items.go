package representatives

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/rolecall/rolecall/internal/document"
	"github.com/rolecall/rolecall/internal/scopes"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// An itemClass holds the properties by which the policies can tell resources apart.
type itemClass struct {
	typ string
	// defaults reports whether the resource still has the list it was created
	// with, and topDefaults whether the topmost folder above it does.
	defaults, topDefaults bool
	// above is the number of folders above.
	above int
	// listed reports whether the resource has a list of its own.
	listed bool
}

// An ItemType is a type of resource that an org declares.
type ItemType struct {
	// Type is the type in requests. Scope is the beginning of the places of such
	// resources.
	Type, Scope string
	// Levels lists the levels of the entries in the list of such a resource; none for
	// a type without lists. Lists reports whether HCL has lists of permissions for it.
	Levels []string
	Lists  bool
	Items  func(*document.Org) map[string]document.Item
}

func itemType(typ string, lists bool, items func(*document.Org) map[string]document.Item) ItemType {
	return ItemType{typ, catalogue.Scope(typ), catalogue.Levels(typ), lists, items}
}

// The types that the engine treats specially.
var (
	DashboardType = itemType("dashboard", true, func(o *document.Org) map[string]document.Item { return o.Dashboards })
	FolderType    = itemType("folder", true, func(o *document.Org) map[string]document.Item { return o.Folders })
	TeamType      = itemType("team", false, func(o *document.Org) map[string]document.Item { return o.Teams })
)

// TeamPlace returns the place of the list of a team.
func TeamPlace(name string) string { return scopes.Of(TeamType.Scope, name) }

// ItemTypes lists all types in the order of their names.
var ItemTypes = []ItemType{
	itemType("api_key", false, func(o *document.Org) map[string]document.Item { return o.APIKeys }),
	DashboardType,
	itemType("data_source", true, func(o *document.Org) map[string]document.Item { return o.DataSources }),
	FolderType,
	itemType("service_account", true, func(o *document.Org) map[string]document.Item { return o.ServiceAccounts }),
	TeamType,
}

// Chain returns the folders above a resource, nearest first. The chain of a folder begins
// with the folder itself.
func Chain(typ ItemType, id string, item document.Item, org *document.Org) []string {
	switch {
	case typ.Type == "folder":
		return append([]string{id}, item.Above...)
	case item.Folder != "":
		return append([]string{item.Folder}, org.Folders[item.Folder].Above...)
	}
	return nil
}

// General is the only name of a resource that the policies know.
const General = "general"

// ClassOfItem returns the class of a resource. It is not ok for a folder called general
// and for a resource below one.
func ClassOfItem(org *document.Org, typ ItemType, id string, item document.Item) (class itemClass, ok bool) {
	folders := Chain(typ, id, item, org)
	if slices.Contains(folders, General) {
		return itemClass{}, false
	}
	class = itemClass{typ: typ.Type, defaults: item.DefaultPermissions, above: len(folders)}
	if len(folders) > 0 {
		class.topDefaults = org.Folders[folders[len(folders)-1]].DefaultPermissions
	} else {
		_, class.listed = org.Permissions[scopes.Of(typ.Scope, id)]
	}
	return class, true
}

// addItem adds a representative, unless the class has one.
func (s *Sample) addItem(class itemClass, typ ItemType) {
	if _, ok := s.Items[class]; ok {
		return
	}
	name := s.name(class.typ, class)
	s.Items[class] = name
	item := document.Item{DefaultPermissions: class.defaults}
	switch above := s.folders(class.above-1, class.topDefaults); {
	case typ.Type == "folder":
		item.Above = above
	case class.above > 0:
		item.Folder = s.folder(class.above-1, class.topDefaults)
	}
	typ.Items(s.org())[name] = item
	if class.listed {
		s.org().Permissions[typ.Scope+":"+name] = map[string]document.Entry{"user:" + StandIn: {}}
	}
}

// Representatives in folders share two chains of folders: one whose topmost folder still
// has the list that it was created with, and one whose topmost folder has another list.
// With a chain for each of them the sample would grow with the cube of the depth.

// folder returns the folder of a chain that has depth folders above it. It adds the
// folder and those above if they are missing.
func (s *Sample) folder(depth int, topDefaults bool) string {
	name := standInFolder(depth, topDefaults)
	if _, ok := s.org().Folders[name]; !ok {
		s.org().Folders[name] = document.Item{
			Above:              s.folders(depth, topDefaults),
			DefaultPermissions: topDefaults && depth == 0,
		}
	}
	return name
}

// folders returns the folders above the folder of a chain that has depth folders above
// it, nearest first.
func (s *Sample) folders(depth int, topDefaults bool) []string {
	var above []string
	for d := depth - 1; d >= 0; d-- {
		above = append(above, s.folder(d, topDefaults))
	}
	return above
}

// standInFolder returns the name of the folder of a chain that has depth folders above
// it.
func standInFolder(depth int, topDefaults bool) string {
	return fmt.Sprintf("%sfolder %t %d", StandIn, topDefaults, depth)
}

// DepthOf returns the number of folders above a folder of a chain, by its name. It is not
// ok for other names.
func DepthOf(name string) (depth int, ok bool) {
	rest, ok := strings.CutPrefix(name, StandIn+"folder ")
	if !ok {
		return 0, false
	}
	_, digits, _ := strings.Cut(rest, " ")
	depth, err := strconv.Atoi(digits)
	return depth, err == nil
}

// SplitPlace splits the place of a list into its beginning and the id of the resource:
// "folders:uid" and "production".
func SplitPlace(place string) (scope, id string) {
	kind, rest, _ := strings.Cut(place, ":")
	attribute, word, named := strings.Cut(rest, ":")
	if !named {
		return kind + ":" + attribute, scopes.Name(word)
	}
	return place[:len(kind)+len(":")+len(attribute)], scopes.Name(word)
}
