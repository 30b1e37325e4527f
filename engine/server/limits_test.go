package server_test

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/server"
)

// TestLimits checks how requests beyond the limits are answered.
func TestLimits(t *testing.T) {
	eng := engineOfAcme(t)
	if server.Defaults() != (server.Limits{Body: 1 << 20, Bodies: 64 << 20, Evaluations: 1000, Results: 1000, InFlight: 1024, Searches: 16}) {
		t.Errorf("%+v", server.Defaults())
	}
	if _, err := server.New(eng, server.WithLimits(server.Limits{Body: -1})); err == nil {
		t.Error("a negative limit is taken")
	}
	batch := func(n int) string {
		return strings.TrimSuffix(kimWrites, "}") + `,"evaluations":[{}` + strings.Repeat(",{}", n-1) + `]}`
	}
	large := changed(t, kimWrites, `{"subject"`, `{"more":"`+strings.Repeat("x", 20_000)+`","subject"`)
	for name, tc := range map[string]struct {
		limits  server.Limits
		request string
		status  int
	}{
		"a large body":                  {server.Limits{}, large, 200},
		"a body of the limit":           {server.Limits{Body: len(large)}, large, 200},
		"a body beyond the limit":       {server.Limits{Body: len(large) - 1}, large, 413},
		"as many evaluations":           {server.Limits{Evaluations: 50}, batch(50), 200},
		"too many evaluations":          {server.Limits{Evaluations: 50}, batch(51), 413},
		"the default of evaluations":    {server.Limits{}, batch(1001), 413},
		"large bodies beyond the limit": {server.Limits{Bodies: 10_000}, large, 413},
		"a large answer":                {server.Limits{Bodies: 20_000}, batch(200), 413},
	} {
		c := serving(t, eng, server.WithLimits(tc.limits))
		for _, chunked := range []bool{false, true} {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, c.base+many, strings.NewReader(tc.request))
			if err != nil {
				t.Fatal(err)
			}
			if r.Header = c.header; chunked {
				r.ContentLength = -1
			}
			resp, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			resp.Body.Close()
			if resp.StatusCode != tc.status {
				t.Errorf("%s, chunked %v: %d, want %d", name, chunked, resp.StatusCode, tc.status)
			}
			if retry := resp.Header.Get("Retry-After"); (retry != "") != (tc.status == 503) {
				t.Errorf("%s: Retry-After %q", name, retry)
			}
		}
		// Nothing is held afterwards.
		if got := c.post(one, kimWrites); got.status != 200 {
			t.Errorf("%s: then %d", name, got.status)
		}
	}
}

// TestLongNames checks that a batch whose reasons repeat a long name ends at the limit, and not once
// the whole answer is in memory.
func TestLongNames(t *testing.T) {
	c := serving(t, engineOfAcme(t), server.WithLimits(server.Limits{Bodies: 1 << 20}))
	for _, name := range []string{`"kim"`, `dashboards:write`} {
		long := strings.Trim(name, `"`) + strings.Repeat("x", 25_000)
		request := changed(t, kimWrites, name, strings.Replace(name, strings.Trim(name, `"`), long, 1))
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		got := c.post(many, strings.TrimSuffix(request, "}")+`,"evaluations":[{}`+strings.Repeat(",{}", 999)+`]}`)
		runtime.ReadMemStats(&after)
		if took := after.TotalAlloc - before.TotalAlloc; got.status != http.StatusRequestEntityTooLarge || took > 60<<20 {
			t.Errorf("a long %s: %d, with %d MiB of memory: %.200s", name, got.status, took>>20, got.text)
		}
	}
}

// TestPaddedSessions checks that a session that is kept does not keep the request that asked for it.
func TestPaddedSessions(t *testing.T) {
	c := serving(t, engineOfAcme(t))
	padding := strings.Repeat("x", 500_000)
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := heap()
	for i := range 30 {
		session := fmt.Sprintf(`"kim","properties":{"groups":["padded-%d"]}`, i)
		if got := c.post(one, changed(t, changed(t, kimWrites, `"kim"`, session), `{"subject"`, `{"more":"`+padding+`","subject"`)); got.status != 200 {
			t.Fatal(got.status)
		}
	}
	if more := int64(heap()) - int64(before); more > 8<<20 {
		t.Errorf("30 sessions keep %d MiB", more>>20)
	}
}

// TestManyMembers checks that unknown members beside the defaults of a batch cost each item nothing.
func TestManyMembers(t *testing.T) {
	c := serving(t, engineOfAcme(t))
	var more strings.Builder
	for i := range 10_000 {
		fmt.Fprintf(&more, `"a%d":0,`, i)
	}
	items := `,"evaluations":[{}` + strings.Repeat(",{}", 999) + `]}`
	fastest := func(request string) time.Duration {
		took := time.Hour
		for range 8 { // a busy machine takes its time for some
			start := time.Now()
			if got := c.post(many, strings.TrimSuffix(request, "}")+items); got.status != 200 || strings.Contains(got.text, "false") {
				t.Fatalf("%d: %.200s", got.status, got.text)
			}
			took = min(took, time.Since(start))
		}
		return took
	}
	within := fastest(changed(t, kimWrites, `{"subject"`, `{"more":{`+strings.TrimSuffix(more.String(), ",")+`},"subject"`))
	beside := fastest(changed(t, kimWrites, `{"subject"`, `{`+more.String()+`"subject"`))
	if beside > 20*within {
		t.Errorf("members beside the defaults take %v, and within another member %v", beside, within)
	}
}

// TestBusyBodies checks that a large request is refused while others have all the memory there is.
func TestBusyBodies(t *testing.T) {
	eng, begun, goOn := blocking(t)
	large := changed(t, kimWrites, `{"subject"`, `{"more":"`+strings.Repeat("x", 20_000)+`","subject"`)
	c := serving(t, eng, server.WithLimits(server.Limits{Bodies: 100_000}))
	answered := make(chan int, 1)
	go func() { answered <- c.post(one, large).status }()
	<-begun
	if got := c.post(one, large); got.status != http.StatusServiceUnavailable || got.header.Get("Retry-After") == "" {
		t.Errorf("%d, %q", got.status, got.header)
	}
	goOn()
	if first, then := <-answered, c.post(one, large).status; first != 200 || then != 200 {
		t.Errorf("%d, and then %d", first, then)
	}
}

// blocking returns an engine whose decisions wait until a channel is closed, and a channel that
// tells when one has begun.
func blocking(t *testing.T) (eng *engine.Engine, begun <-chan struct{}, goOn func()) {
	t.Helper()
	begins, on := make(chan struct{}, 100), make(chan struct{})
	goOn = sync.OnceFunc(func() { close(on) })
	t.Cleanup(goOn)
	eng, err := engine.OpenFS(t.Context(), smaller(t), engine.WithObserver(func(context.Context, engine.Observation) {
		begins <- struct{}{}
		<-on
	}))
	if err != nil {
		t.Fatal(err)
	}
	return eng, begins, goOn
}

// TestInFlight checks that requests beyond what is decided at once are refused and do not wait, and
// that searches have a limit of their own.
func TestInFlight(t *testing.T) {
	eng, begun, goOn := blocking(t)
	c := serving(t, eng, server.WithLimits(server.Limits{InFlight: 3, Searches: 1}))
	answered := make(chan int, 10)
	ask := func(path, request string) { answered <- c.post(path, request).status }
	go ask(one, kimWrites)
	<-begun
	actions := `{"subject":{"type":"user","id":"vic"},"resource":{"type":"folder","id":"payments"}}`
	go ask(doWhat, actions)
	<-begun
	if got := c.post(doWhat, actions); got.status != http.StatusTooManyRequests || got.header.Get("Retry-After") == "" {
		t.Errorf("a search beyond the limit: %d, %q", got.status, got.header)
	}
	go ask(one, kimWrites)
	<-begun
	got := c.post(one, kimWrites)
	if got.status != http.StatusServiceUnavailable || got.header.Get("Retry-After") == "" {
		t.Errorf("a request beyond the limit: %d, %q", got.status, got.header)
	}
	if got := c.get("/readyz"); got.status != 200 {
		t.Errorf("a busy server is not ready: %d", got.status)
	}
	goOn()
	for range 3 {
		if status := <-answered; status != 200 {
			t.Errorf("a request within the limit: %d", status)
		}
	}
	if got := c.post(one, kimWrites); got.status != 200 {
		t.Errorf("afterwards: %d", got.status)
	}
}

// TestSlowBodies checks that clients that do not end their bodies take nothing from others, and
// are answered with 408 once the server's timeout ends.
func TestSlowBodies(t *testing.T) {
	s, err := server.New(engineOfAcme(t), server.WithLimits(server.Limits{InFlight: 1, Searches: 1}))
	if err != nil {
		t.Fatal(err)
	}
	h := httptest.NewUnstartedServer(s)
	h.Config.ReadTimeout = 2 * time.Second
	h.Start()
	defer h.Close()
	var slow []net.Conn
	for range 20 {
		conn, err := net.Dial("tcp", h.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{\"subject\":", one)
		slow = append(slow, conn)
	}
	c := client{t, h.URL, http.Header{"Content-Type": {"application/json"}}}
	if got := c.post(one, kimWrites); got.status != 200 {
		t.Errorf("%d: %s", got.status, got.text)
	}
	for _, conn := range slow {
		conn.SetReadDeadline(time.Now().Add(20 * time.Second))
		resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatal(err)
		}
		if resp.StatusCode != http.StatusRequestTimeout || !resp.Close {
			t.Errorf("%d, closes %v", resp.StatusCode, resp.Close)
		}
		resp.Body.Close()
	}
}

// TestTokens checks who is asked for a token, and what a text of tokens may be.
func TestTokens(t *testing.T) {
	tokens := new(server.Tokens)
	c := serving(t, engineOfAcme(t), server.WithTokens(tokens))
	const first, second = "first-token-of-a-client", "another_token/of+a=client"
	if got := c.with("Authorization", "Bearer ").post(one, kimWrites); got.status != 401 {
		t.Errorf("without any tokens: %d", got.status)
	}
	if err := tokens.ParseTokens([]byte("# clients\n\n" + first + "\r\n  " + second + "  \n")); err != nil {
		t.Fatal(err)
	}
	authorization := func(value string, status int) {
		t.Helper()
		got := c.with("Authorization", value).post(one, kimWrites)
		if got.status != status || (got.header.Get("WWW-Authenticate") == "Bearer") != (status == 401) {
			t.Errorf("%q: %d, %q", value, got.status, got.header)
		}
	}
	authorization("Bearer "+first, 200)
	authorization("bearer "+second, 200)
	for _, value := range []string{"", "Bearer", "Bearer ", "Bearer x", first, "Basic " + first, "Bearer " + first + "x", "Bearer " + first[1:], "Bearer # clients", "Bearer " + first + " " + second} {
		authorization(value, 401)
	}
	for path, status := range map[string]int{
		"/healthz": 200, "/readyz": 200, "/readyz?verbose": 401, "/metrics": 401, "/.well-known/authzen-configuration": 200, "/nothing": 404,
	} {
		if got := c.get(path); got.status != status {
			t.Errorf("%s: %d, want %d", path, got.status, status)
		}
	}
	for _, path := range []string{many, whoCan, onWhat, doWhat, "/v1/data/rolecall/authz/allow", "/v1/data/rolecall/authz/decision"} {
		if got := c.post(path, kimWrites); got.status != 401 {
			t.Errorf("%s: %d", path, got.status)
		}
	}
	for _, path := range []string{"/readyz?verbose", "/metrics"} {
		if got := c.with("Authorization", "Bearer "+first).get(path); got.status != 200 {
			t.Errorf("%s: %d", path, got.status)
		}
	}
	for _, text := range []string{"", "# nothing\n", "short", "a token with spaces in it", "a-token-that-is-not-ascii-é", first + "\n\x00" + second, strings.Repeat("x", 100_000)} {
		err := tokens.ParseTokens([]byte(text))
		if err == nil || len(text) > 0 && strings.Contains(err.Error(), strings.TrimSpace(text)) {
			t.Errorf("%.40q: %v", text, err)
		}
		authorization("Bearer "+first, 200) // the earlier ones stay
	}
	if err := tokens.ParseTokens([]byte(second)); err != nil {
		t.Fatal(err)
	}
	authorization("Bearer "+first, 401)
	authorization("Bearer "+second, 200)
	if _, err := server.New(engineOfAcme(t), server.WithTokens(nil)); err == nil {
		t.Error("nil tokens are taken")
	}
}
