package server

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
)

// Tokens are the bearer tokens of clients. They can be replaced while a server uses them. They
// are safe for concurrent use. The zero Tokens admit nobody.
type Tokens struct {
	sums atomic.Pointer[[][sha256.Size]byte]
}

// minToken is the least length of a token in bytes. Shorter ones could be guessed.
const minToken = 16

// ParseTokens replaces the tokens by those of a text: one a line, of at least 16 printable ASCII
// characters without spaces. Empty lines and lines that begin with # do not count. After an
// error, and for a text without tokens, which is an error, the tokens stay as they are. Errors
// name lines, and never quote a token.
func (t *Tokens) ParseTokens(text []byte) error {
	var sums [][sha256.Size]byte
	lines := bufio.NewScanner(bytes.NewReader(text))
	for number := 1; lines.Scan(); number++ {
		token := strings.TrimSpace(lines.Text())
		switch {
		case token == "" || strings.HasPrefix(token, "#"):
			continue
		case strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' }):
			return fmt.Errorf("line %d: a token has printable ASCII characters without spaces", number)
		case len(token) < minToken:
			return fmt.Errorf("line %d: a token has at least %d characters", number, minToken)
		}
		sums = append(sums, sha256.Sum256([]byte(token)))
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("read tokens: %w", err)
	}
	if len(sums) == 0 {
		return errors.New("there are no tokens")
	}
	t.sums.Store(&sums)
	return nil
}

// admits reports whether a value of the header Authorization has one of the tokens. How long it
// takes does not depend on how much of a token is right.
func (t *Tokens) admits(header string) bool {
	const scheme = "Bearer "
	if len(header) < len(scheme) || !strings.EqualFold(header[:len(scheme)], scheme) {
		return false
	}
	sums := t.sums.Load()
	if sums == nil {
		return false
	}
	sum := sha256.Sum256([]byte(strings.TrimSpace(header[len(scheme):])))
	found := 0
	for i := range *sums {
		found |= subtle.ConstantTimeCompare(sum[:], (*sums)[i][:])
	}
	return found == 1
}

// authorize reports whether a request has one of the tokens; nil admits everybody. Otherwise it answers
// the request.
func (t *Tokens) authorize(w http.ResponseWriter, r *http.Request) bool {
	if t == nil || t.admits(r.Header.Get("Authorization")) {
		return true
	}
	w.Header().Set("WWW-Authenticate", "Bearer")
	writeProblem(w, problem{status: http.StatusUnauthorized, message: "the request has no valid bearer token"})
	return false
}

// before demands a token before another handler.
func (t *Tokens) before(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if t.authorize(w, r) {
			next.ServeHTTP(w, r)
		}
	})
}
