package server

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"strconv"
	"time"

	"github.com/rolecall/rolecall/internal/ijson"
	"github.com/rolecall/rolecall/internal/moment"
)

// A page is a part of the results of a search.
type page struct {
	// offset is the number of results before the page, and limit the greatest number on it.
	offset, limit int
	// at is the time of the question, or else of the first page. All pages are for it, so that
	// what expires meanwhile changes nothing.
	at time.Time
	// question identifies the search, and revision the configuration.
	question [sumSize]byte
	revision func() [sha256.Size]byte
}

// sumSize is how many bytes of a hash a token has: enough that no two questions share them by
// accident. A token is no secret, and gives its client nothing that the search does not give.
const sumSize = 12

// tokenSize is the size of a token: offset, time, question, revision, check.
const tokenSize = 8 + 8 + 3*sumSize

// tokens are written so that they fit in a URL.
var tokens = base64.RawURLEncoding

// pageOf reads the page that a search asks for.
func (x *exchange) pageOf(q question) (page, error) {
	asked := x.body.Object("page")
	limit, token := asked.Int("limit"), asked.Text("token")
	if err := x.body.TakeErr(); err != nil {
		return page{}, wrong(err)
	}
	most := x.server.limits.Results
	switch {
	case limit < 0 || limit == 0 && asked.Has("limit"):
		return page{}, invalid("page.limit", "page.limit is less than 1")
	case limit == 0 || limit > most:
		limit = most
	}
	sum, err := x.sumOf(q)
	if err != nil {
		return page{}, err
	}
	p := page{limit: limit, at: moment.Now(), question: sum, revision: x.revisionSum}
	if !q.Time.IsZero() {
		p.at = q.Time
	}
	if token == "" {
		return p, nil
	}
	return p, p.follow(token)
}

// sumOf returns a hash of the question of a search.
func (x *exchange) sumOf(q question) (sum [sumSize]byte, err error) {
	request, err := json.Marshal(q.Request)
	if err != nil {
		return sum, err
	}
	h := sha256.New()
	for _, part := range [][]byte{[]byte(x.endpoint), request, []byte(q.badTime)} {
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(part))))
		h.Write(part)
	}
	copy(sum[:], h.Sum(nil))
	return sum, nil
}

// follow makes the page the one that a token asks for.
func (p *page) follow(token string) error {
	const field = "page.token"
	b, err := tokens.DecodeString(token)
	if err != nil || len(b) != tokenSize || !bytes.Equal(b, p.seal(b[:tokenSize-sumSize])) {
		return invalid(field, "page.token is not a token of this server")
	}
	offset, at := binary.BigEndian.Uint64(b), int64(binary.BigEndian.Uint64(b[8:]))
	question, revision := b[16:16+sumSize], b[16+sumSize:16+2*sumSize]
	sum := p.revision()
	switch {
	case !bytes.Equal(question, p.question[:]):
		return invalid(field, "page.token belongs to another search")
	case !bytes.Equal(revision, sum[:sumSize]):
		return invalid(field, "page.token belongs to a configuration that is no longer loaded; search again without it")
	}
	p.offset, p.at = int(offset), time.Unix(0, at)
	return nil
}

// seal returns the parts of a token with a hash of them at the end.
func (p *page) seal(parts []byte) []byte {
	sum := sha256.Sum256(append([]byte("rolecall page "), parts...))
	return append(bytes.Clone(parts), sum[:sumSize]...)
}

// next returns the token of the next page.
func (p *page) next(offset int) string {
	b := binary.BigEndian.AppendUint64(nil, uint64(offset))
	b = binary.BigEndian.AppendUint64(b, uint64(p.at.UnixNano()))
	b = append(b, p.question[:]...)
	sum := p.revision()
	return tokens.EncodeToString(p.seal(append(b, sum[:sumSize]...)))
}

// appendPage appends the member page of an answer.
func (s *search) appendPage(b []byte) []byte {
	next := ""
	if end := s.offset + s.count; end < s.total {
		next = s.next(end)
	}
	b = append(b, `"page":{"next_token":`...)
	b = ijson.AppendText(b, next)
	b = append(b, `,"count":`...)
	b = strconv.AppendInt(b, int64(s.count), 10)
	b = append(b, `,"total":`...)
	return append(strconv.AppendInt(b, int64(s.total), 10), '}')
}
