package terraform

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/internal/importer/terraform/resource"
	"github.com/rolecall/rolecall/schema"
)

// people reads users, and who is in which org.
type people struct{ *reader }

// readUsers reads the users that the project declares, and those that it looks up.
func (r *people) readUsers() {
	if r.signedIn != nil {
		r.addUser(r.signedIn)
	}
	r.each("grafana_user", func(res *resource.Resource) {
		email, emailKnown := res.Text("email")
		login, loginKnown := res.Text("login")
		if login == "" && loginKnown {
			login = email // as Grafana does
		}
		if !emailKnown || !loginKnown && login == "" || resource.IsMadeUp(login+email) {
			attr := "login"
			if !emailKnown {
				attr = "email"
			}
			r.unreadPart(res, "the user "+res.Address, attr)
			return
		}
		u := r.users[strings.ToLower(login)]
		if u == nil {
			u = &inventory.User{Login: login}
		}
		u.Email, u.DisabledUnknown = email, true
		u.Name, _ = res.Text("name")
		admin, known := res.Flag("is_admin", false)
		if u == r.signedIn {
			admin, known = u.GrafanaAdmin, true // who makes users is one, whatever the project says
		}
		if u.GrafanaAdmin, u.AdminUnknown = admin && known, !known; !known {
			r.unreadPart(res, "whether "+strconv.Quote(login)+" is a server admin", "is_admin")
		}
		r.addUser(u)
		r.numbered(res, u)
	})
	for _, kind := range []string{"data.grafana_organization_user", "data.grafana_user"} {
		r.each(kind, r.lookedUp)
	}
	r.each("data.grafana_users", func(res *resource.Resource) {
		all, _ := res.Blocks("users")
		for _, values := range all {
			r.lookedUp(&resource.Resource{
				Address: res.Address, Type: res.Type, Data: true, Values: values, At: res.At, Reasons: res.Reasons,
			})
		}
	})
}

// lookedUp reads a user that the project looks up. The project gives no role to it.
func (r *people) lookedUp(res *resource.Resource) {
	login, _ := res.Text("login")
	email, _ := res.Text("email")
	madeUp := ""
	if resource.IsMadeUp(email) {
		email, madeUp = "", email
	}
	if login == "" && email == "" || resource.IsMadeUp(login) {
		r.unreadPart(res, "the user of "+res.Address, "login")
		return
	}
	u := r.userNamed(login, email)
	if madeUp != "" {
		r.users[madeUp] = u // by which other resources name the user
	}
	if u.Login == u.Email && login != "" {
		u.Login = login
		r.addUser(u)
	}
	if u.Email == "" {
		u.Email = email
		r.addUser(u)
	}
	r.numbered(res, u)
}

// numbered keeps the number of a user.
func (r *people) numbered(res *resource.Resource, u *inventory.User) {
	for _, attr := range []string{"user_id", "id"} {
		if id, known := res.Text(attr); known && id != "" {
			r.usersByID[resource.Local(id)] = u
		}
	}
}

// addUser adds a user, unless it is there, and its names.
func (r *people) addUser(u *inventory.User) {
	if !r.added[u] {
		r.added[u] = true
		r.Users = append(r.Users, u)
	}
	for _, name := range []string{u.Login, u.Email} {
		if name != "" {
			r.users[strings.ToLower(name)] = u
		}
	}
}

// userNamed returns the user with a login or an email, one of which may be empty. One that the project does not
// declare is added.
func (r *people) userNamed(login, email string) *inventory.User {
	for _, name := range []string{login, email} {
		if name == "" {
			continue
		}
		if u := r.users[strings.ToLower(name)]; u != nil {
			return u
		}
		if u := r.knownUser(name); u != nil {
			r.addUser(u)
			return u
		}
	}
	u := &inventory.User{Login: login, Email: email, AdminUnknown: true, DisabledUnknown: true}
	if login == "" {
		u.Login = email
	}
	r.addUser(u)
	return u
}

// members reads who is in which org. A user that the project makes is in the org for new users as well, unless
// the project declares the members of that.
func (r *people) members() {
	r.each("grafana_organization", func(res *resource.Resource) {
		id, _ := res.Text("org_id")
		if o := r.orgs[id]; o != nil {
			r.membersOf(res, o)
		}
	})
	if r.signedIn != nil {
		for _, o := range r.Orgs {
			if r.managedOrgs[o] {
				join(o, r.signedIn, schema.Admin)
			}
		}
	}
	r.newUsers()
	r.strangers()
}

func (r *people) membersOf(res *resource.Resource, o *inventory.Org) {
	create, _ := res.Flag("create_users", true)
	in := map[*inventory.User]bool{}
	for _, set := range orgSets {
		emails, known := res.Texts(set.attr)
		if !known {
			o.Unread = append(o.Unread, inventory.Unread{What: "some of its " + set.attr, Why: res.Because(set.attr)})
		}
		for _, email := range emails {
			u := r.users[strings.ToLower(email)]
			if u == nil {
				if u = r.userNamed("", email); !create && r.options.Known == nil {
					o.Unread = append(o.Unread, inventory.Unread{What: "the login of the user with the email " + strconv.Quote(email),
						Why: "The project knows the email alone, which stands for the login."})
				}
			}
			if in[u] && u != r.signedIn {
				o.Unread = append(o.Unread, inventory.Unread{What: "that " + strconv.Quote(email) + " is among its " + set.attr,
					Why: fmt.Sprintf("It has a lower role by another set of %s, and a user has one role in an org.", res.Address)})
				continue
			}
			in[u] = true
			join(o, u, set.role)
		}
	}
}

// join puts a user into an org; one that is in it gets the role.
func join(o *inventory.Org, u *inventory.User, role schema.OrgRole) {
	for i := range o.Members {
		if o.Members[i].User == u {
			o.Members[i].Role = role
			return
		}
	}
	o.Members = append(o.Members, inventory.Member{User: u, Role: role})
}

// newUsers puts users into the org that Grafana puts new users into. Who is known besides is not new.
func (r *people) newUsers() {
	users := r.options.Ini["users"]
	if on, err := strconv.ParseBool(users["auto_assign_org"]); err == nil && !on {
		r.unread("the orgs that Grafana makes for new users",
			"The setting auto_assign_org is off, so that each gets one of its own.")
		return
	}
	number, role := users["auto_assign_org_id"], schema.OrgRole(users["auto_assign_org_role"])
	if number == "" {
		number = firstOrg
	}
	if role == "" {
		role = schema.Viewer
	}
	fresh := false
	r.each("grafana_user", func(*resource.Resource) { fresh = true })
	if !fresh && r.signedIn == nil {
		return
	}
	o := r.org(number)
	if r.managedOrgs[o] {
		return
	}
	made := map[*inventory.User]bool{}
	r.each("grafana_user", func(res *resource.Resource) {
		id, _ := res.Text("user_id")
		made[r.usersByID[id]] = true
	})
	r.each("grafana_organization", func(res *resource.Resource) {
		if create, _ := res.Flag("create_users", true); create {
			for _, set := range orgSets {
				emails, _ := res.Texts(set.attr)
				for _, email := range emails {
					made[r.users[strings.ToLower(email)]] = true
				}
			}
		}
	})
	for _, u := range r.Users {
		if made[u] && u != r.signedIn {
			join(o, u, role)
		}
	}
	if r.signedIn != nil {
		join(o, r.signedIn, schema.Admin)
	}
}

// strangers notes the users that are in no org, as the project does not tell their roles.
func (r *people) strangers() {
	in := map[*inventory.User]bool{r.signedIn: true}
	r.each("grafana_user", func(res *resource.Resource) {
		id, _ := res.Text("user_id")
		in[r.usersByID[id]] = true // which is in no org that is declared, as newUsers would have put it into one
	})
	for _, o := range r.Orgs {
		for _, m := range o.Members {
			in[m.User] = true
		}
	}
	for _, u := range r.Users {
		if !in[u] && r.knownUser(u.Login) == nil {
			o := r.org(r.defaultOrg)
			o.Unread = append(o.Unread, inventory.Unread{What: "the role of the user " + strconv.Quote(u.Login),
				Why: "The project does not tell it, as it does not make the user."})
		}
	}
}
