package exporter

import (
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// A List is the whole list of permissions that the server has for something.
type List struct {
	// AsCreated reports whether it is the list that Grafana creates the thing with, if nobody in the
	// configuration created it. It need not be written then, unless the thing is there already.
	AsCreated bool
	// Entries have each holder once: those of roles that Grafana makes, those that are declared, and that
	// of the creator.
	Entries []schema.Entry
	// Unsure is the creator, if the configuration does not tell whether creators have an entry; nil
	// otherwise. The entry is not among Entries then.
	Unsure *schema.Creator
}

// ListOf returns the list of a thing of a type. By is its creator, nil for nobody, and inside reports whether it is
// in a folder. Range is that of the thing, for the entries that no line declares.
func ListOf(
	g *schema.Grafana, typ schema.Type, p schema.Permissions, by *schema.Creator, inside bool, at hcl.Range,
) List {
	known := catalogue.Of(g.KnownVersion())
	l := List{Entries: slices.Clone(p.Entries)}
	counts := false
	// A list that was written replaced the one that the creator was in.
	if by != nil && p.Default {
		if counts = g.FineGrained() && known.Creators.Have(CreatorType(by), string(typ), inside); !counts && Unsure(g) {
			l.Unsure = by
		}
	}
	l.AsCreated = p.Default && len(p.Entries) == 0 && !counts
	levels := catalogue.Levels(string(typ))
	if p.Default && !inside && (typ == schema.FolderType || typ == schema.DashboardType) {
		if !p.DefaultRange.Empty() {
			at = p.DefaultRange
		}
		for _, role := range schema.EntryRoles {
			if level := known.AsCreated[role]; level != "" {
				l.raise(schema.Entry{Level: level, Holder: schema.Holder{Role: role}, Range: at}, levels)
			}
		}
	}
	if counts {
		holder := schema.Holder{User: by.User, ServiceAccount: by.ServiceAccount}
		l.raise(schema.Entry{Level: known.Creators.Level, Holder: holder, Range: by.Range}, levels)
	}
	return l
}

// raise gives a holder a level, unless it has a higher one.
func (l *List) raise(e schema.Entry, levels []string) {
	for i, there := range l.Entries {
		if there.Holder != e.Holder {
			continue
		}
		if slices.Index(levels, e.Level) > slices.Index(levels, there.Level) {
			l.Entries[i].Level = e.Level
		}
		return
	}
	l.Entries = append(l.Entries, e)
}

// Unsure reports whether settings of the server decide about the entries of creators, which the tables
// of this package do not know.
func Unsure(g *schema.Grafana) bool {
	return !g.FineGrained() || catalogue.Of(g.KnownVersion()).Creators.Level == ""
}

// CreatorType returns the type of a creator.
func CreatorType(by *schema.Creator) string {
	if by.User != nil {
		return string(schema.UserType)
	}
	return string(schema.ServiceAccountType)
}

// TeamAdmins returns the admins of a team with its creator, if creators have that level, and the members who
// are not among them. The creator is unsure as in List.
func TeamAdmins(g *schema.Grafana, t *schema.Team) (admins, members []schema.Ref[schema.User], unsure *schema.Creator) {
	admins, members = slices.Clone(t.Admins), slices.Clone(t.Members)
	by := t.CreatedBy
	if by == nil {
		return admins, members, nil
	}
	if Unsure(g) {
		return admins, members, by
	}
	creators := catalogue.Of(g.KnownVersion()).Creators
	if by.User == nil || !creators.Have(CreatorType(by), string(schema.TeamType), false) {
		return admins, members, nil
	}
	isCreator := func(u schema.Ref[schema.User]) bool { return u.To == by.User }
	if !slices.ContainsFunc(admins, isCreator) {
		admins = append(admins, schema.Ref[schema.User]{To: by.User, Range: by.Range})
	}
	return admins, slices.DeleteFunc(members, isCreator), nil
}
