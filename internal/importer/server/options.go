package server

import (
	"crypto/tls"
	"encoding/base64"
	"errors"
	"net/url"
	"strings"
	"time"

	"github.com/rolecall/rolecall/internal/importer/ini"
)

// Options say which Grafana to read, and how.
type Options struct {
	// URL is the address of the server, with the path below which it is served if there is one.
	URL string
	// Auth signs the requests in. The zero Auth asks without signing in.
	Auth Auth
	// Org limits the import to the org with this name or numeric id; empty for every org that
	// can be read.
	Org string
	// WithoutDashboards leaves the dashboards out, of which a large Grafana has thousands.
	WithoutDashboards bool
	// TLS is the configuration of connections; nil for the default.
	TLS *tls.Config
	// Concurrency is the number of requests at the same time; 0 for DefaultConcurrency.
	Concurrency int
	// Retries is how often a request is repeated that the server was too busy for, or that found
	// no server; negative for never.
	Retries int
	// Wait is how long to wait before the first repetition; 0 for a second. Each further
	// wait is twice as long.
	Wait time.Duration
	// Progress is called with the number of answers so far and with that of all answers known to come.
	// The calls do not overlap. It may be nil.
	Progress func(done, total int)
	// Ini has the settings of the server's grafana.ini, for those that the server does not tell the
	// asker; nil without one.
	Ini ini.File
	// MaxBody is the greatest size of an answer in bytes; 0 for DefaultMaxBody.
	MaxBody int64
}

// The defaults of Options.
const (
	DefaultConcurrency = 8
	DefaultRetries     = 4
	DefaultMaxBody     = 64 << 20
)

// An Auth is a token, or the login and password of a user. It prints as neither.
type Auth struct{ token, login, password string }

// ParseAuth reads a token, or LOGIN:PASSWORD, as Grafana's Terraform provider reads its auth. The
// word anonymous stands for requests without signing in. The error does not have the text.
func ParseAuth(text string) (Auth, error) {
	text = strings.TrimSpace(text)
	login, password, basic := strings.Cut(text, ":")
	switch {
	case text == "":
		return Auth{}, errors.New("it is empty: write a token, or LOGIN:PASSWORD")
	case text == "anonymous":
		return Auth{}, nil
	case strings.ContainsAny(text, "\r\n"):
		return Auth{}, errors.New("it has several lines: write one token, or LOGIN:PASSWORD")
	case !basic:
		return Auth{token: text}, nil
	case login == "":
		return Auth{}, errors.New("it has no login before the colon: write LOGIN:PASSWORD, or a token")
	}
	return Auth{login: login, password: password}, nil
}

// String returns what kind of Auth it is, without any secret.
func (a Auth) String() string {
	switch {
	case a.token != "":
		return "a token"
	case a.login != "":
		return "the password of " + a.login
	}
	return "no sign-in"
}

// shortest is the number of characters from which on a password is hidden in a server's words. A shorter one is in
// many words by chance.
const shortest = 3

// hider returns a Replacer that takes the secrets out of a text, in the forms in which requests have them.
func (a Auth) hider() *strings.Replacer {
	var pairs []string
	if a.login != "" {
		both := base64.StdEncoding.EncodeToString([]byte(a.login + ":" + a.password))
		pairs = append(pairs, both, hidden, strings.TrimRight(both, "="), hidden)
	}
	for _, secret := range []string{a.token, a.password} {
		if len(secret) >= shortest {
			pairs = append(pairs, secret, hidden)
		}
	}
	return strings.NewReplacer(pairs...)
}

// hidden stands in place of a secret.
const hidden = "***"

// GoString returns the same as String, so that no form of printing has a secret.
func (a Auth) GoString() string { return a.String() }

// parseURL returns the address of a server, without a slash at the end. An error does not have the text: an address
// that is not well-formed may have a password anywhere.
func parseURL(text string) (*url.URL, error) {
	if text == "" {
		return nil, errors.New("there is no URL of the Grafana to import")
	}
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return nil, errors.New("the URL of Grafana cannot be read: write it as in https://grafana.example.com")
	case u.User != nil:
		return nil, errors.New("the URL of Grafana has a password, which others could see: " +
			"leave it out, and give it as GRAFANA_AUTH")
	case u.Scheme != "http" && u.Scheme != "https" || u.Host == "":
		return nil, errors.New("this is not the URL of a Grafana: write it as in https://grafana.example.com")
	case u.RawQuery != "" || u.Fragment != "":
		return nil, errors.New("the URL of Grafana has more than an address and a path: leave out the part after them")
	}
	u.Path = strings.TrimRight(u.Path, "/")
	return u, nil
}
