// Package replay answers an importer's questions as a real Grafana did: from a recording of its
// answers.
package replay

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// A Server has the recorded answers of one server. It answers GET requests alone, and is safe for
// concurrent use.
//
// A question that was recorded has the recorded answer. A question for a page of another size is
// answered with that part of the recorded list, numbered and bounded as the release does it. Any other
// question is answered as one about nothing, 404, and remembered.
type Server struct {
	answers map[question]answer
	lists   map[question][]json.RawMessage

	mu    sync.Mutex
	asked map[string]int
	other map[string]bool
}

// A question is a path, with its parameters in the order of names, about an org: 0 for none.
type question struct {
	org  int64
	path string
}

// An answer is a recorded answer. A body that is not JSON is a string.
type answer struct {
	Org    int64           `json:"org"`
	Path   string          `json:"path"`
	Status int             `json:"status"`
	Body   json.RawMessage `json:"body"`
}

// Open reads recorded answers: a file of the answers of a server, and files whose answers take the place
// of earlier ones.
func Open(path string, overlays ...string) (*Server, error) {
	s := &Server{answers: map[question]answer{}, asked: map[string]int{}, other: map[string]bool{}}
	for _, path := range append([]string{path}, overlays...) {
		if err := s.read(path); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
	}
	s.collect()
	return s, nil
}

func (s *Server) read(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	unzipped, err := gzip.NewReader(f)
	if err != nil {
		return err
	}
	lines := bufio.NewReader(unzipped)
	for {
		line, err := lines.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			var a answer
			if err := json.Unmarshal(line, &a); err != nil {
				return err
			}
			s.answers[question{a.Org, canonical(a.Path)}] = a
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// canonical returns a path with its parameters in the order of names.
func canonical(path string) string {
	u, err := url.Parse(path)
	if err != nil {
		return path
	}
	if len(u.Query()) == 0 {
		return u.EscapedPath()
	}
	return u.EscapedPath() + "?" + u.Query().Encode()
}

// Asked returns how many requests there were, by path without parameters.
func (s *Server) Asked() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.asked)
}

// Unknown returns the questions that were not recorded, sorted.
func (s *Server) Unknown() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Sorted(maps.Keys(s.other))
}

// ServeHTTP answers one question.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	if r.Method != http.MethodGet {
		http.Error(w, `{"message":"an importer only reads"}`, http.StatusMethodNotAllowed)
		return
	}
	org, _ := strconv.ParseInt(r.Header.Get("X-Grafana-Org-Id"), 10, 64)
	path := canonical(r.URL.RequestURI())
	a, found := s.answers[question{org, path}]
	if !found {
		a, found = s.page(org, r.URL)
	}
	s.mu.Lock()
	s.asked[r.URL.EscapedPath()]++
	if !found {
		s.other[fmt.Sprintf("%s (org %d)", path, org)] = true
	}
	s.mu.Unlock()
	if !found {
		a = answer{Status: http.StatusNotFound, Body: json.RawMessage(`{"message":"Not found"}`)}
	}
	w.WriteHeader(a.Status)
	w.Write(text(a.Body))
}

// text returns a body as it was sent.
func text(body json.RawMessage) []byte {
	var said string
	if bytes.HasPrefix(body, []byte(`"`)) && json.Unmarshal(body, &said) == nil {
		return []byte(said)
	}
	return body
}

// sizeOf are the names of the parameter for the length of a page.
var sizeOf = []string{"perpage", "perPage", "limit"}

// named are the members in which answers have their lists; lists that are arrays have none.
var named = []string{"users", "orgUsers", "OrgUsers", "teams", "serviceAccounts"}

// collect joins the pages of the lists whose pages of 1,000 were recorded.
func (s *Server) collect() {
	s.lists = map[question][]json.RawMessage{}
	for q, a := range s.answers {
		u, err := url.Parse(q.path)
		if err != nil || a.Status != http.StatusOK {
			continue
		}
		query := u.Query()
		first := firstPage(u.Path)
		if size(query) != 1000 || query.Get("page") != strconv.Itoa(first) {
			continue
		}
		var all []json.RawMessage
		for page := first; ; page++ {
			query.Set("page", strconv.Itoa(page))
			next, ok := s.answers[question{q.org, u.EscapedPath() + "?" + query.Encode()}]
			items := itemsOf(next.Body)
			all = append(all, items...)
			if !ok || len(items) < 1000 {
				break
			}
		}
		s.lists[question{q.org, withoutPage(u)}] = all
	}
}

// firstPage returns the number of the first page of a list. The orgs alone count from 0.
func firstPage(path string) int {
	if path == "/api/orgs" {
		return 0
	}
	return 1
}

func size(query url.Values) int {
	for _, name := range sizeOf {
		if n, err := strconv.Atoi(query.Get(name)); err == nil {
			return n
		}
	}
	return 0
}

// withoutPage returns a path without the parameters of pages.
func withoutPage(u *url.URL) string {
	query := u.Query()
	for _, name := range append([]string{"page"}, sizeOf...) {
		query.Del(name)
	}
	return u.EscapedPath() + "?" + query.Encode()
}

// itemsOf returns the items of a list.
func itemsOf(body json.RawMessage) []json.RawMessage {
	var items []json.RawMessage
	if json.Unmarshal(body, &items) == nil {
		return items
	}
	var members map[string]json.RawMessage
	if json.Unmarshal(body, &members) != nil {
		return nil
	}
	for _, name := range named {
		if json.Unmarshal(members[name], &items) == nil {
			return items
		}
	}
	return nil
}

// page answers a question for a page of a list with the part of the list. The release 8.0 has no pages
// of /api/folders, and every page is the first; the search refuses pages of more than 5,000.
func (s *Server) page(org int64, u *url.URL) (answer, bool) {
	all, found := s.lists[question{org, withoutPage(u)}]
	n := size(u.Query())
	if !found || n <= 0 {
		return answer{}, false
	}
	if u.Path == "/api/search" && n > 5000 {
		return answer{Status: http.StatusUnprocessableEntity, Body: json.RawMessage(`{"message":"Limit is above maximum allowed (5000)"}`)}, true
	}
	number, err := strconv.Atoi(u.Query().Get("page"))
	if err != nil || u.Path == "/api/folders" && s.is8() {
		number = firstPage(u.Path)
	}
	from := min(max(number-firstPage(u.Path), 0)*n, len(all))
	part := all[from:min(from+n, len(all))]
	body, err := json.Marshal(append([]json.RawMessage{}, part...))
	if err != nil {
		return answer{}, false
	}
	query := u.Query()
	for _, name := range sizeOf {
		if query.Has(name) {
			query.Set(name, "1000")
		}
	}
	query.Set("page", strconv.Itoa(firstPage(u.Path)))
	whole := s.answers[question{org, u.EscapedPath() + "?" + query.Encode()}]
	var members map[string]json.RawMessage
	if json.Unmarshal(whole.Body, &members) == nil {
		for _, name := range named {
			if members[name] != nil {
				members[name] = body
			}
		}
		body, err = json.Marshal(members)
	}
	return answer{Status: http.StatusOK, Body: body}, err == nil
}

func (s *Server) is8() bool {
	return strings.Contains(string(s.answers[question{0, "/api/health"}].Body), `"version":"8.`)
}
