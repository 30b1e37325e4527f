package resource

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/zclconf/go-cty/cty"

	"github.com/rolecall/rolecall/schema"
)

// A making says how Grafana makes the value of an attribute.
type making int

const (
	// number is a number of its own, and numberText the same as text.
	number making = iota
	numberText
	// orgNumber and orgUID are the number and the uid, behind the number of the org and a colon.
	orgNumber
	orgUID
	// email is the email of a user who is looked up by another name.
	email
	// uid is a name of letters, digits and dashes, if the project does not give one.
	uid
)

// A made attribute is one that Grafana gives a value.
type made struct {
	attr string
	how  making
}

// computed are the attributes that Grafana gives values, by kind of resource, from the provider's
// schema. An attribute of another kind of resource has no value until it is applied.
var computed = map[string][]made{
	"grafana_organization":    {{"org_id", number}, {"id", numberText}},
	"grafana_user":            {{"user_id", number}, {"id", numberText}},
	"grafana_team":            {{"team_id", number}, {"id", orgNumber}},
	"grafana_service_account": {{"id", orgNumber}},
	"grafana_folder":          {{"uid", uid}, {"id", orgUID}},
	"grafana_dashboard":       {{"uid", uid}, {"id", orgUID}},
	"grafana_data_source":     {{"uid", uid}, {"id", orgUID}},
	"grafana_role":            {{"uid", uid}, {"id", orgUID}},

	"data.grafana_organization":      {{"org_id", number}, {"id", numberText}},
	"data.grafana_user":              {{"user_id", number}, {"id", numberText}, {"email", email}},
	"data.grafana_organization_user": {{"user_id", number}, {"id", orgNumber}, {"email", email}},
	"data.grafana_team":              {{"team_id", number}, {"id", orgNumber}},
	"data.grafana_service_account":   {{"id", orgNumber}},
	"data.grafana_folder":            {{"uid", uid}, {"id", orgUID}},
	"data.grafana_dashboard":         {{"uid", uid}, {"id", orgUID}},
	"data.grafana_data_source":       {{"uid", uid}, {"id", orgUID}},
	"data.grafana_role":              {{"uid", uid}, {"id", orgUID}},
}

// firstNumber is the number before those that are made up. They are less than 1<<53, so that JSON keeps
// them, and have the same first digits, so that one in a text is seen.
const (
	firstNumber = 7_770_000_000_000_000
	madeUp      = "77700000000"
)

// IsMadeUp reports whether a text has a number in it that was made up.
func IsMadeUp(text string) bool { return strings.Contains(text, madeUp) }

// A Completer makes up the values that Grafana gives at an apply. The zero value is ready to use.
type Completer struct {
	numbers int64
	uids    map[string]bool
}

// madeUID is the reason of a uid that is made up.
const madeUID = "Grafana gives it one when Terraform applies the project, " +
	"and the one here is made of the name in the project."

// Complete gives the attributes of a resource that Grafana makes the values they would have: ids that no
// other resource has. A uid that it makes up has a reason.
func (c *Completer) Complete(r *Resource) {
	if r.Values == nil {
		r.Values = Values{}
	}
	org, given := OrgOf(r)
	if !given {
		org = "0"
	}
	_, own, inOrg := strings.Cut(r.Import, ":")
	if !inOrg {
		own = r.Import
	}
	if own == "" {
		c.numbers++
		own = strconv.FormatInt(firstNumber+c.numbers, 10)
	}
	for _, m := range computed[r.Kind()] {
		if text, known := r.Text(m.attr); known && text != "" {
			if m.how == number {
				own = text
			}
			continue
		}
		switch m.how {
		case number:
			if n, err := cty.ParseNumberVal(own); err == nil {
				r.Values[m.attr] = n
			}
		case numberText:
			r.Values[m.attr] = cty.StringVal(own)
		case orgNumber:
			r.Values[m.attr] = cty.StringVal(org + ":" + own)
		case email:
			r.Values[m.attr] = cty.StringVal(own + "@localhost")
		case uid:
			r.Values[m.attr] = cty.StringVal(c.uid(r))
			if name, _ := configured(r); name != "" || r.Import != "" {
				continue
			}
			if r.Reasons == nil {
				r.Reasons = map[string]string{}
			}
			r.Reasons[m.attr] = madeUID
			if _, known := r.Text("config_json"); !known {
				r.Reasons[m.attr] = "The one here is made of the name in the project. " + r.Because("config_json")
			}
		case orgUID:
			text, _ := r.Text("uid")
			r.Values[m.attr] = cty.StringVal(org + ":" + text)
		}
	}
}

// uid returns the uid of a resource: that of the JSON of a dashboard, that of an import, or one made of
// the address.
func (c *Completer) uid(r *Resource) string {
	if name, _ := configured(r); name != "" {
		return name
	}
	if name, _ := r.Text("name"); r.Kind() == "data.grafana_role" && strings.HasPrefix(name, schema.FixedRoles+":") {
		return schema.FixedRoleUID(name)
	}
	if r.Import != "" {
		_, name, inOrg := strings.Cut(r.Import, ":")
		if !inOrg {
			name = r.Import
		}
		return name
	}
	if c.uids == nil {
		c.uids = map[string]bool{}
	}
	base := slug(r.Address)
	name := base
	for n := 2; c.uids[name]; n++ {
		name = base + "-" + strconv.Itoa(n)
	}
	c.uids[name] = true
	return name
}

// longestUID is the number of characters of a uid that is made up, so that a number fits behind it: a uid has
// 40 at most.
const longestUID = 36

// slug makes a uid of an address: the names in it without the types.
func slug(address string) string {
	text := strings.TrimPrefix(address, "data.")
	for _, drop := range []string{"grafana_dashboard.", "grafana_folder.", "grafana_data_source.", "grafana_role.", "module.", "data."} {
		text = strings.ReplaceAll(text, drop, "")
	}
	name := strings.Map(func(r rune) rune {
		if schema.IsUID(string(r)) {
			return r
		}
		return '-'
	}, text)
	for strings.Contains(name, "--") {
		name = strings.ReplaceAll(name, "--", "-")
	}
	if name = strings.Trim(name, "-"); len(name) > longestUID {
		name = strings.Trim(name[len(name)-longestUID:], "-")
	}
	if name == "" {
		return "made"
	}
	return name
}

// configured returns the uid and title in the JSON of a dashboard; empty for another resource, and if the
// JSON is not known or has none.
func configured(r *Resource) (uid, title string) {
	text, known := r.Text("config_json")
	var dashboard struct{ UID, Title string }
	if !known || json.Unmarshal([]byte(text), &dashboard) != nil {
		return "", ""
	}
	return dashboard.UID, dashboard.Title
}

// Title returns the title of a folder or dashboard; empty if it is not known.
func Title(r *Resource) string {
	if _, title := configured(r); title != "" {
		return title
	}
	text, _ := r.Text("title")
	return text
}

// OrgOf returns the number of the org that a resource names by itself: by org_id, or by the beginning of its
// id. It returns false for one that names none, or the org of the sign-in.
func OrgOf(r *Resource) (org string, given bool) {
	if text, known := r.Text("org_id"); known && text != "" && text != "0" {
		return text, true
	}
	id, known := r.Text("id")
	org, _, composite := strings.Cut(id, ":")
	if _, err := strconv.Atoi(org); !known || !composite || err != nil || org == "0" {
		return "", false
	}
	return org, true
}

// Local returns an id without the number of the org before it: 2 of both 1:2 and 2.
func Local(id string) string {
	if org, rest, composite := strings.Cut(id, ":"); composite {
		if _, err := strconv.Atoi(org); err == nil {
			return rest
		}
	}
	return id
}

// Makes reports whether Grafana gives an attribute of a kind of resource a value that Complete makes up.
func Makes(kind, attr string) bool {
	return slices.ContainsFunc(computed[kind], func(m made) bool { return m.attr == attr })
}

// SignInOf returns the sign-in of a provider's auth: LOGIN:PASSWORD, or a token.
func SignInOf(auth string) SignIn {
	login, _, basic := strings.Cut(auth, ":")
	switch {
	case basic && login != "":
		return SignIn{Known: true, Login: login}
	case len(auth) > shortestToken:
		return SignIn{Known: true}
	}
	return SignIn{}
}

// shortestToken is fewer characters than a token has, so that stars in place of one are none.
const shortestToken = 20
