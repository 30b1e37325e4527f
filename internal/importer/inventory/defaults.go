package inventory

import (
	"slices"

	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// SplitDefaults finds the lists that things were created with among the entries, as the language has
// words for them: the entries of the default list of a folder at the top, or of a dashboard in
// General, and that of the creator. Nothing tells the entry of a creator from one that was given, so
// one beside no other counts as the creator's, where the release gives creators just that. Nobody's
// access changes.
func (i *Inventory) SplitDefaults() {
	server := schema.Grafana{Version: i.Settings.Version.Release(), FeatureToggles: i.Settings.Toggles}
	release := catalogue.Of(server.Version)
	if !server.FineGrained() {
		release.Creators = catalogue.Creators{} // they depend on settings there
	}
	for _, f := range i.Folders {
		f.Permissions.split(release, f.Type(), f.Parent != nil)
	}
	for _, d := range i.Dashboards {
		d.Permissions.split(release, d.Type(), d.Folder != nil)
	}
	for _, a := range i.ServiceAccounts {
		a.Permissions.split(release, a.Type(), false)
	}
}

// split splits the list of a thing. Inside reports whether the thing is in a folder.
func (l *List) split(release catalogue.Version, typ schema.Type, inside bool) {
	if l.Unknown {
		return
	}
	if l.Creator != (Holder{}) {
		// The entry of a creator that was declared is one beside others.
		if len(l.Entries) == 0 || release.Creators.Level == "" {
			return
		}
		l.Set(l.Creator, release.Creators.Level)
		l.Creator = Holder{}
		l.sort()
	}
	lists := typ != schema.ServiceAccountType && !inside // a service account has no default list
	if lists && !l.Default {
		l.splitDefault(release.AsCreated)
	}
	if len(l.Entries) != 1 || l.Default != lists || l.Entries[0].Level != release.Creators.Level {
		return
	}
	switch h := l.Entries[0].Holder; {
	case h.User != nil && release.Creators.Have(string(h.User.Type()), string(typ), inside),
		h.ServiceAccount != nil && release.Creators.Have(string(h.ServiceAccount.Type()), string(typ), inside):
		l.Creator, l.Entries = h, nil
	}
}

func (l *List) splitDefault(created map[schema.OrgRole]string) {
	isOfDefault := func(e Entry) bool { return e.Holder.Role != "" && created[e.Holder.Role] == e.Level }
	found := 0
	for _, e := range l.Entries {
		if isOfDefault(e) {
			found++
		}
	}
	if found > 0 && found == len(created) {
		l.Default, l.Entries = true, slices.DeleteFunc(l.Entries, isOfDefault)
	}
}
