package server_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/rolecall/rolecall/engine/decisionlog"
	"github.com/rolecall/rolecall/engine/server"
)

// A writer is a response that is not kept.
type writer struct {
	header http.Header
	status int
}

func (w *writer) Header() http.Header         { return w.header }
func (w *writer) WriteHeader(status int)      { w.status = status }
func (w *writer) Write(b []byte) (int, error) { return len(b), nil }

// BenchmarkHandler answers requests without a connection: what the server adds to net/http.
func BenchmarkHandler(b *testing.B) {
	batch := strings.TrimSuffix(kimWrites, "}") + `,"evaluations":[{}` + strings.Repeat(",{}", 999) + `]}`
	log, err := decisionlog.New(io.Discard)
	if err != nil {
		b.Fatal(err)
	}
	for _, tc := range []struct {
		name, path, body string
		opts             []server.Option
	}{
		{"allow", one, kimWrites, nil},
		{"deny", one, lenaAsks, nil},
		{"logged", one, kimWrites, []server.Option{server.WithDecisionLog(log)}},
		{"batch of 1,000", many, batch, nil},
		{"data_allow", "/v1/data/rolecall/authz/allow", `{"input":` + kimWrites + `}`, nil},
	} {
		s, err := server.New(engineOfAcme(b), tc.opts...)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(tc.name, func(b *testing.B) {
			body := bytes.NewReader([]byte(tc.body))
			r := httptest.NewRequest(http.MethodPost, tc.path, io.NopCloser(body))
			r.Header.Set("Content-Type", "application/json")
			r.ContentLength = int64(len(tc.body))
			w := &writer{header: http.Header{}}
			b.ReportAllocs()
			for b.Loop() {
				body.Reset([]byte(tc.body))
				clear(w.header)
				if s.ServeHTTP(w, r); w.status > 200 {
					b.Fatal(fmt.Sprint(w.status))
				}
			}
		})
	}
}
