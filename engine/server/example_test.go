package server_test

import (
	"context"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/decisionlog"
	"github.com/rolecall/rolecall/engine/server"
)

func Example() {
	reloads := new(server.Reloads)
	eng, err := engine.Open(context.Background(), "../../examples/acme", engine.WithReloadObserver(reloads.Observe))
	if err != nil {
		log.Fatal(err)
	}
	handler, err := server.New(eng, server.WithReloads(reloads))
	if err != nil {
		log.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/authz/", http.StripPrefix("/authz", handler))
	s := httptest.NewServer(mux)
	defer s.Close()

	resp, err := http.Post(s.URL+"/authz/access/v1/evaluation", "application/json", strings.NewReader(kimWrites))
	if err != nil {
		log.Fatal(err)
	}
	defer resp.Body.Close()
	if _, err := io.Copy(os.Stdout, resp.Body); err != nil {
		log.Fatal(err)
	}
	// Output:
	// {"decision":true,"context":{"reasons":["team:SRE has dashboards:write at folders:uid:production: its permission \"Edit\" (folders.hcl:13)"]}}
}

func ExampleWithDecisionLog() {
	decisions, err := decisionlog.New(os.Stdout, decisionlog.WithMask("subject.id"))
	if err != nil {
		log.Fatal(err)
	}
	// … server.New(eng, server.WithDecisionLog(decisions)), and at the end:
	if err := decisions.Close(context.Background()); err != nil {
		log.Fatal(err)
	}
	n := decisions.Counts()
	fmt.Println(n.Overflowed, n.Failed)
	// Output:
	// 0 0
}

func ExampleTokens() {
	tokens := new(server.Tokens)
	fmt.Println(tokens.ParseTokens([]byte("# a client\ntoo-short\n")))
	// Output:
	// line 2: a token has at least 16 characters
}
