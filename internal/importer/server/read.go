package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/rolecall/rolecall/internal/importer/ini"
	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/internal/parallel"
)

// Read reads a Grafana. It asks for each list page by page, then for the details of all things, as
// many at the same time as the options say. The Inventory is sorted, clean, and has its defaults split.
//
// A request that Grafana refuses does not end it: the Inventory names, as Unread, the right that is
// missing and the part that is therefore unknown. The error tells why there is nothing to import: there is
// no Grafana, it does not accept the sign-in, its rules are not known, or an answer is damaged.
// Neither has a secret.
func Read(ctx context.Context, o Options) (*inventory.Inventory, error) {
	c, err := newClient(o)
	if err != nil {
		return nil, err
	}
	if o.Concurrency <= 0 {
		o.Concurrency = DefaultConcurrency
	}
	r := &reader{client: c, Inventory: &inventory.Inventory{}, options: o,
		usersByID: map[int64]*inventory.User{}, joined: map[*inventory.User]bool{}}
	for _, step := range []func(context.Context) error{
		r.version, r.signIn, r.settings, r.orgs, r.users, r.inOrgs, r.details,
	} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	r.joinHolders()
	ini.SetAnonymous(r.Inventory, r.anonymous)
	r.mappings()
	r.Sort()
	r.Clean()
	r.SplitDefaults()
	return r.Inventory, nil
}

// A reader reads one Grafana.
type reader struct {
	*client
	*inventory.Inventory
	options Options

	// licensed reports whether the server may have the parts of Enterprise. nested reports
	// whether folders may be in folders.
	licensed, nested bool
	// anonymous is anonymous access as the settings tell it; nil if it is off or not known.
	anonymous *ini.Anonymous
	// file has the settings that the server or its file tells.
	file ini.File
	// own is the org that the asker is in; its id is 0 if there is none.
	own answeredOrg
	// orgsRead are the orgs to read.
	orgsRead []*org
	// usersByID has the users by their numbers.
	usersByID map[int64]*inventory.User
	// disabledUntold reports whether some users come from a list that does not tell the disabled ones.
	disabledUntold bool

	// joined are the users that the Inventory has.
	joined map[*inventory.User]bool
	// tasks ask for the details of things.
	tasks []task
	// byNumber reports whether the server has permissions of dashboards by their number alone,
	// as 8.x has.
	byNumber atomic.Bool
}

// A task asks for details of one thing, and changes that thing alone.
type task func(ctx context.Context) error

// unread notes something that the server did not tell about itself.
func (r *reader) unread(what string, err error) {
	r.Unread = append(r.Unread, inventory.Unread{What: what, Why: sentence(err)})
}

// sentence returns an error as a sentence.
func sentence(err error) string {
	text := err.Error()
	return strings.ToUpper(text[:1]) + text[1:] + "."
}

// An answeredOrg is an org in an answer.
type answeredOrg struct {
	ID   int64
	Name string
}

// signIn checks that the server accepts the sign-in. A server admin who is in no org is accepted.
func (r *reader) signIn(ctx context.Context) error {
	err := r.get(ctx, 0, "/api/org", &r.own)
	switch status(err) {
	case http.StatusUnauthorized, http.StatusBadRequest: // 10.1 answers a wrong password so
		return fmt.Errorf("Grafana at %s does not accept %s: %w", r.base.Host, r.auth, err)
	case 0:
		return err
	}
	return nil
}

// orgs reads the list of orgs. A sign-in that may not list them reads its own org alone.
func (r *reader) orgs(ctx context.Context) error {
	all, err := list(ctx, r.client, 0, "/api/orgs?perpage=1000", 0, func(o answeredOrg) string { return number(o.ID) })
	switch {
	case err == nil:
	case status(err) == 0:
		return err
	case r.own.ID == 0:
		return fmt.Errorf("there is no org to import: %w", err)
	default:
		r.unread("other orgs than "+strconv.Quote(r.own.Name), err)
		all = []answeredOrg{r.own}
	}
	for _, o := range all {
		if wanted := r.options.Org; wanted == "" || o.Name == wanted || strconv.FormatInt(o.ID, 10) == wanted {
			read := &inventory.Org{Name: o.Name}
			r.Orgs = append(r.Orgs, read)
			r.orgsRead = append(r.orgsRead, &org{reader: r, Org: read, id: o.ID})
		}
	}
	if len(r.Orgs) == 0 {
		return fmt.Errorf("there is no org %q; there are %s", r.options.Org, names(all))
	}
	return nil
}

// names returns the names of some orgs, for a message.
func names(all []answeredOrg) string {
	const most = 10
	var quoted []string
	for _, o := range all[:min(len(all), most)] {
		quoted = append(quoted, strconv.Quote(o.Name))
	}
	text := strings.Join(quoted, ", ")
	if len(all) > most {
		text += fmt.Sprintf(" and %d more", len(all)-most)
	}
	return text
}

// An answeredUser is a user in an answer about the server.
type answeredUser struct {
	ID                  int64
	Login, Email, Name  string
	IsAdmin, IsDisabled bool
}

// users reads the users of the server. A sign-in that may not list them reads the members of orgs later.
func (r *reader) users(ctx context.Context) error {
	all, err := member(ctx, r.client, 0, "/api/users/search?perpage=1000", "users", func(u answeredUser) string {
		return number(u.ID)
	})
	if status(err) != 0 {
		r.unread("the server admins, and the users that are in no org", err)
		return nil
	}
	if err != nil {
		return err
	}
	r.AllUsers = r.options.Org == ""
	for _, u := range all {
		r.usersByID[u.ID] = &inventory.User{
			Login: u.Login, Email: u.Email, Name: u.Name, GrafanaAdmin: u.IsAdmin, Disabled: u.IsDisabled,
		}
		if r.AllUsers {
			r.Users = append(r.Users, r.usersByID[u.ID])
		}
	}
	return nil
}

// inOrgs reads the lists of all orgs, and collects the tasks for their details.
func (r *reader) inOrgs(ctx context.Context) error {
	for _, o := range r.orgsRead {
		if err := o.read(ctx); err != nil {
			return err
		}
	}
	if r.disabledUntold {
		r.unread("which users are disabled", fmt.Errorf("in Grafana %s only a server admin may read it", r.Settings.Version))
	}
	return nil
}

// details does the tasks. The first that fails ends all.
func (r *reader) details(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	before := int(r.asked.Load())
	var mu sync.Mutex
	var failed error
	err := parallel.Do(ctx, r.options.Concurrency, len(r.tasks), func(i int) bool {
		err := r.tasks[i](ctx)
		if err == nil {
			return false
		}
		mu.Lock()
		defer mu.Unlock()
		if failed == nil || errors.Is(failed, context.Canceled) {
			failed = err
		}
		cancel()
		return true
	}, func(done int) {
		if r.options.Progress != nil {
			r.options.Progress(before+done, before+len(r.tasks))
		}
	})
	if failed != nil {
		return failed
	}
	return err
}

// joinHolders adds the users who have something in an org without being among its members.
func (r *reader) joinHolders() {
	holder := func(h inventory.Holder) {
		if h.User != nil {
			r.join(h.User)
		}
	}
	list := func(l inventory.List) {
		for _, e := range l.Entries {
			holder(e.Holder)
		}
	}
	for _, t := range r.Teams {
		for _, u := range slices.Concat(t.Members, t.Admins) {
			r.join(u)
		}
	}
	for _, f := range r.Folders {
		list(f.Permissions)
	}
	for _, d := range r.Dashboards {
		list(d.Permissions)
	}
	for _, d := range r.DataSources {
		list(d.Permissions)
	}
	for _, a := range r.ServiceAccounts {
		list(a.Permissions)
	}
	for _, a := range r.Assignments {
		for _, h := range a.Holders {
			holder(h)
		}
	}
}

// join adds a user to those of the Inventory, if it is not among them.
func (r *reader) join(u *inventory.User) {
	if !r.AllUsers && !r.joined[u] {
		r.joined[u] = true
		r.Users = append(r.Users, u)
	}
}
