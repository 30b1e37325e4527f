package benchmark

import "github.com/rolecall/rolecall/schema"

// The floor is plain Go for these facts and requests alone: two map lookups
// from the ids to numbers, then slices, from an item to the folders above it. It reads of a request what an answer
// takes: the types, the ids, the action and the org.
type floor struct {
	orgs       []string
	users      map[string]int32
	folders    map[string]int32
	dashboards map[string]int32
	// members are those of each user, one for each org; items are the
	// folders, then the dashboards.
	members [][]floorMember
	items   []floorItem
}

// A holder is a role, a team or a user, each numbered after the others.
type holder = int32

type floorMember struct {
	org   int32
	admin bool
	// holders are the user itself, its role and its teams.
	holders []holder
}

type floorItem struct {
	org, folder int32
	entries     []floorEntry
}

type floorEntry struct {
	holder holder
	level  Level
}

var roleHolders = map[schema.OrgRole]holder{schema.Admin: 0, schema.Editor: 1, schema.Viewer: 2}

func newFloor(f *Facts) *floor {
	p := &floor{
		orgs:       f.Orgs,
		users:      make(map[string]int32, len(f.Users)),
		folders:    map[string]int32{},
		dashboards: map[string]int32{},
		members:    make([][]floorMember, len(f.Users)),
		items:      make([]floorItem, len(f.Items)),
	}
	team := func(i int) holder { return holder(len(roleHolders) + i) }
	user := func(i int) holder { return holder(len(roleHolders) + len(f.Teams) + i) }
	for i, members := range f.memberships() {
		p.users[f.Users[i]] = int32(i)
		for _, m := range members {
			holders := []holder{user(i), roleHolders[m.Role]}
			for _, t := range m.Teams {
				holders = append(holders, team(t))
			}
			p.members[i] = append(p.members[i], floorMember{int32(m.Org), m.Role == schema.Admin, holders})
		}
	}
	for i, item := range f.Items {
		uids := p.folders
		if item.Type == "dashboard" {
			uids = p.dashboards
		}
		uids[item.UID] = int32(i)
		it := floorItem{org: int32(item.Org), folder: int32(item.Folder)}
		for _, e := range item.Entries {
			h := roleHolders[e.Role]
			switch {
			case e.Team >= 0:
				h = team(e.Team)
			case e.User >= 0:
				h = user(e.User)
			}
			it.entries = append(it.entries, floorEntry{h, e.Level})
		}
		p.items[i] = it
	}
	return p
}

func (p *floor) ask(requests []Request) ask {
	return func(i int) (bool, error) { return p.allowed(&requests[i]), nil }
}

func (p *floor) allowed(r *Request) bool {
	if r.Subject.Type != "user" {
		return false
	}
	level, typ := takes(r.Action)
	if r.Resource.Type != typ {
		return false
	}
	user, ok := p.users[r.Subject.ID]
	if !ok {
		return false
	}
	uids := p.folders
	if typ == "dashboard" {
		uids = p.dashboards
	}
	i, ok := uids[r.Resource.ID]
	if !ok {
		return false
	}
	item := &p.items[i]
	if p.orgs[item.org] != r.Org {
		return false
	}
	m := member(p.members[user], item.org)
	if m == nil {
		return false
	}
	for !m.admin && !gives(item.entries, m.holders, level) {
		if item.folder < 0 {
			return false
		}
		item = &p.items[item.folder]
	}
	return true
}

// takes is the level that an action takes, and on what.
func takes(action string) (Level, string) {
	switch action {
	case "dashboards:read":
		return View, "dashboard"
	case "dashboards:write":
		return Edit, "dashboard"
	case "folders:read":
		return View, "folder"
	case "folders:write", "dashboards:create":
		return Edit, "folder"
	}
	return 0, ""
}

func member(of []floorMember, org int32) *floorMember {
	for i := range of {
		if of[i].org == org {
			return &of[i]
		}
	}
	return nil
}

// gives reports whether an entry gives a level to one of the holders.
func gives(entries []floorEntry, holders []holder, level Level) bool {
	for _, e := range entries {
		if e.level < level {
			continue
		}
		for _, h := range holders {
			if e.holder == h {
				return true
			}
		}
	}
	return false
}
