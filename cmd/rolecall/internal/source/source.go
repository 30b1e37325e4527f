// Package source has the flags that name a running Grafana or a Terraform project, and reads it. The variables of
// the environment are those of Grafana's Terraform provider, and of Terraform.
package source

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"github.com/rolecall/rolecall/internal/files"
	"github.com/rolecall/rolecall/internal/importer/server"
)

// A Grafana is a running Grafana as a command line names it.
type Grafana struct {
	url, auth, authFile, org string
	ini                      iniFile
	caCert, tlsKey, tlsCert  string
	insecure, noDashboards   bool
	concurrency, retries     int
}

// Flags adds the flags.
func (g *Grafana) Flags(flags *pflag.FlagSet) {
	flags.StringVar(&g.url, "url", "", "`URL` of Grafana; the default is $GRAFANA_URL")
	flags.StringVar(&g.auth, "auth", "",
		"`TOKEN` or LOGIN:PASSWORD, which other users of the machine may see; the default is $GRAFANA_AUTH")
	flags.StringVar(&g.authFile, "auth-file", "", "`FILE` with a token or LOGIN:PASSWORD")
	flags.StringVar(&g.org, "org", "", "read one org, by `NAME` or id; the default is all")
	g.ini.flag(flags, "for settings that Grafana does not tell")
	flags.BoolVar(&g.noDashboards, "without-dashboards", false,
		"leave dashboards out, with the permissions that they have of their own")
	flags.StringVar(&g.caCert, "ca-cert", "", "`FILE` with the certificates to trust; the default is $GRAFANA_CA_CERT")
	flags.StringVar(&g.tlsKey, "tls-key", "",
		"`FILE` with the key of a client certificate; the default is $GRAFANA_TLS_KEY")
	flags.StringVar(&g.tlsCert, "tls-cert", "", "`FILE` with a client certificate; the default is $GRAFANA_TLS_CERT")
	flags.BoolVar(&g.insecure, "insecure-skip-verify", false,
		"trust every certificate; the default is $GRAFANA_INSECURE_SKIP_VERIFY")
	flags.IntVar(&g.concurrency, "concurrency", server.DefaultConcurrency, "ask `N` questions at the same time")
	flags.IntVar(&g.retries, "retries", server.DefaultRetries,
		"repeat a request `N` times if Grafana is too busy; $GRAFANA_RETRIES changes the default")
}

// mostSecret bounds the size of a file with a secret, in bytes.
const mostSecret = 1 << 20

// Options returns the options that the flags and the environment give. No error has a secret.
func (g *Grafana) Options(ctx context.Context, flags *pflag.FlagSet) (o server.Options, err error) {
	o = server.Options{
		URL: or(g.url, "GRAFANA_URL"), Org: g.org, Concurrency: g.concurrency, Retries: g.retries,
		WithoutDashboards: g.noDashboards,
	}
	switch {
	case o.URL == "":
		return o, errors.New("there is no Grafana to read: give its address as --url or GRAFANA_URL")
	case g.concurrency < 1:
		return o, errors.New("--concurrency takes a number from 1")
	case g.retries < 0:
		return o, errors.New("--retries takes a number from 0")
	}
	if text := os.Getenv("GRAFANA_RETRIES"); text != "" && !flags.Changed("retries") {
		if o.Retries, err = strconv.Atoi(text); err != nil || o.Retries < 0 {
			return o, errors.New("GRAFANA_RETRIES is not a number from 0")
		}
	}
	if o.Auth, err = g.readAuth(ctx); err != nil {
		return o, err
	}
	if o.TLS, err = g.readTLS(ctx); err != nil {
		return o, err
	}
	o.Ini, err = g.ini.read(ctx)
	return o, err
}

// or returns a value, or that of a variable of the environment if it is empty.
func or(value, variable string) string {
	if value != "" {
		return value
	}
	return os.Getenv(variable)
}

func (g *Grafana) readAuth(ctx context.Context) (server.Auth, error) {
	if g.auth != "" && g.authFile != "" {
		return server.Auth{}, errors.New("--auth and --auth-file are both given; leave one out")
	}
	text, from := or(g.auth, "GRAFANA_AUTH"), "--auth"
	if g.auth == "" {
		from = "GRAFANA_AUTH"
	}
	if g.authFile != "" {
		content, err := files.ReadFile(ctx, g.authFile, mostSecret)
		if err != nil {
			return server.Auth{}, fmt.Errorf("read --auth-file: %w", err)
		}
		text, from = string(content), "--auth-file"
	}
	if strings.TrimSpace(text) == "" {
		return server.Auth{}, errors.New("there is nothing to sign in with: " +
			"give a token or LOGIN:PASSWORD as GRAFANA_AUTH or --auth-file, or anonymous")
	}
	auth, err := server.ParseAuth(text)
	if err != nil {
		return server.Auth{}, fmt.Errorf("%s cannot be read: %w", from, err)
	}
	return auth, nil
}

// readTLS returns the configuration of connections; nil for the default.
func (g *Grafana) readTLS(ctx context.Context) (*tls.Config, error) {
	ca, key, cert := or(g.caCert, "GRAFANA_CA_CERT"), or(g.tlsKey, "GRAFANA_TLS_KEY"), or(g.tlsCert, "GRAFANA_TLS_CERT")
	insecure := g.insecure
	if text := os.Getenv("GRAFANA_INSECURE_SKIP_VERIFY"); text != "" && !insecure {
		insecure, _ = strconv.ParseBool(text)
	}
	if ca == "" && key == "" && cert == "" && !insecure {
		return nil, nil
	}
	config := &tls.Config{MinVersion: tls.VersionTLS12, InsecureSkipVerify: insecure}
	if ca != "" {
		text, err := pem(ctx, ca)
		if err != nil {
			return nil, fmt.Errorf("read --ca-cert: %w", err)
		}
		if config.RootCAs = x509.NewCertPool(); !config.RootCAs.AppendCertsFromPEM(text) {
			return nil, errors.New("--ca-cert has no certificate in PEM")
		}
	}
	if (key == "") != (cert == "") {
		return nil, errors.New("a client certificate takes both --tls-cert and --tls-key")
	}
	if key != "" {
		certText, err := pem(ctx, cert)
		if err != nil {
			return nil, fmt.Errorf("read --tls-cert: %w", err)
		}
		keyText, err := pem(ctx, key)
		if err != nil {
			return nil, fmt.Errorf("read --tls-key: %w", err)
		}
		pair, err := tls.X509KeyPair(certText, keyText)
		if err != nil {
			return nil, errors.New("--tls-cert and --tls-key are not a certificate and its key in PEM")
		}
		config.Certificates = []tls.Certificate{pair}
	}
	return config, nil
}

// pem returns a text in PEM: the content of a file, or the text itself, as Terraform's provider takes
// either.
func pem(ctx context.Context, value string) ([]byte, error) {
	if strings.Contains(value, "-----BEGIN") {
		return []byte(value), nil
	}
	return files.ReadFile(ctx, value, mostSecret)
}
