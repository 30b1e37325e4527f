package server_test

import (
	"encoding/base64"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/rolecall/rolecall/internal/importer/server"
)

// TestEchoes reads servers that say again what signs in, in all places that a message may quote. No error has it, and
// nothing that is noted as unread.
func TestEchoes(t *testing.T) {
	token, err := server.ParseAuth(secret)
	if err != nil {
		t.Fatal(err)
	}
	both := base64.StdEncoding.EncodeToString([]byte("admin:" + secret))
	for name, echo := range map[string]http.HandlerFunc{
		"in the words of a refusal": func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(http.StatusUnauthorized)
			fmt.Fprintf(w, `{"message":"bad credentials %s of %s"}`, r.Header.Get("Authorization"), secret)
		},
		"in the type of an answer": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/"+strings.TrimRight(r.Header.Get("Authorization"), "="))
		},
		"in a redirect": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", "http://"+secret+".example.com/")
			w.WriteHeader(http.StatusFound)
		},
		"as the version": func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprintf(w, `{"version":%q}`, r.Header.Get("Authorization"))
		},
		"in a broken answer": func(w http.ResponseWriter, r *http.Request) {
			conn, _, err := w.(http.Hijacker).Hijack()
			if err == nil {
				breakOff(conn, r.Header.Get("Authorization"))
			}
		},
	} {
		for kind, change := range map[string]func(*server.Options){
			"password": func(*server.Options) {}, "token": func(o *server.Options) { o.Auth = token },
		} {
			for _, path := range []string{"/api/health", "/api/org", "/api/datasources"} {
				t.Run(name+" "+kind+path, func(t *testing.T) {
					g := small()
					i, err := read(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
						if r.URL.Path != path {
							g.ServeHTTP(w, r)
							return
						}
						w.Header().Set("Content-Type", "application/json")
						echo(w, r)
					}), change, func(o *server.Options) { o.Retries = -1 })
					said := fmt.Sprint(err)
					if i != nil {
						said += fmt.Sprint(i.Unread, i.Orgs[0].Unread)
					}
					if err == nil && name != "as the version" {
						t.Errorf("nothing is said: %s", said)
					}
					if strings.Contains(said, secret) || strings.Contains(said, strings.TrimRight(both, "=")) {
						t.Errorf("it has a secret: %s", said)
					}
				})
			}
		}
	}
}

// breakOff writes an answer that is none, with a text in it, and ends the connection.
func breakOff(conn net.Conn, text string) {
	fmt.Fprintf(conn, "HTTP/1.1 %s\r\n\r\n", text)
	conn.Close()
}
