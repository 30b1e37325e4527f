//go:build unix

package faults

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"
)

// dial opens a connection to a server.
func (s *serving) dial() net.Conn {
	s.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
	if err != nil {
		s.Fatal(err)
	}
	s.Cleanup(func() { conn.Close() })
	return conn
}

// TestStallingClients checks that clients that stall at any point lose their connection after the
// timeout, and take nothing from others.
func TestStallingClients(t *testing.T) {
	s := serve(t, t.TempDir(), "--read-timeout", "2s", "--write-timeout", "5s", "--idle-timeout", "2s", "--max-in-flight", "2")
	const post = "POST /access/v1/evaluation HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
	starts := map[string]string{
		"nothing":                 "",
		"half a header":           "POST /access/v1/eval",
		"no end of the header":    post,
		"half a body":             post + "Content-Length: 1000\r\n\r\n{\"subject\":",
		"a body without end":      post + "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"sub\r\n",
		"a whole request at last": post + fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(eve), eve),
	}
	type stalled struct {
		name string
		net.Conn
	}
	var conns []stalled
	for name, start := range starts {
		for range 10 {
			conn := s.dial()
			if _, err := io.WriteString(conn, start); err != nil {
				t.Fatal(err)
			}
			conns = append(conns, stalled{name, conn})
		}
	}
	if !s.ask(eve) || s.ask(vic) {
		t.Error("the decisions are wrong")
	}
	for _, conn := range conns {
		conn.SetReadDeadline(time.Now().Add(patience))
		text, err := io.ReadAll(conn)
		if err != nil {
			t.Errorf("%s: %v", conn.name, err)
		}
		if conn.name == "a whole request at last" != strings.Contains(string(text), `"decision":true`) {
			t.Errorf("%s: %s", conn.name, text)
		}
	}
	s.end()
}

// TestEndlessBody checks that a client that sends without end is stopped at the limit.
func TestEndlessBody(t *testing.T) {
	s := serve(t, t.TempDir(), "--max-body", "100000")
	conn := s.dial()
	fmt.Fprint(conn, "POST /access/v1/evaluation HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
	sent := 0
	go func() {
		for chunk := strings.Repeat("x", 1000); sent < 1<<30; sent += len(chunk) {
			if _, err := fmt.Fprintf(conn, "3e8\r\n%s\r\n", chunk); err != nil {
				return
			}
		}
	}()
	conn.SetReadDeadline(time.Now().Add(patience))
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusRequestEntityTooLarge || !resp.Close {
		t.Errorf("%d, closes %v", resp.StatusCode, resp.Close)
	}
	if !s.ask(eve) {
		t.Error("the decision is wrong")
	}
	s.end()
}

// TestIdleConnections checks that many connections that do nothing keep nobody from asking.
func TestIdleConnections(t *testing.T) {
	n := 10_000
	if testing.Short() {
		n = 500
	}
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatal(err)
	}
	if limit.Max < uint64(n+100) {
		t.Skipf("a process may have %d files open, fewer than %d", limit.Max, n+100)
	}
	s := serve(t, t.TempDir(), "--idle-timeout", "10m", "--read-timeout", "10m")
	for i := range n {
		conn := s.dial()
		if i%2 == 0 { // half of them have asked before
			fmt.Fprint(conn, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
		}
	}
	start := time.Now()
	for range 100 {
		if !s.ask(eve) || s.ask(vic) {
			t.Fatal("the decisions are wrong")
		}
	}
	t.Logf("%d connections are idle; 200 requests took %v", n, time.Since(start))
	s.end()
}
