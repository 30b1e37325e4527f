package engine

import (
	"fmt"
	"time"

	"github.com/rolecall/rolecall/engine/internal/policy"
)

// credentials are when those of a subject end, and those of its tokens.
type credentials struct {
	ends   expiry
	tokens map[string]expiry
}

// An expiry is when credentials end: not at all, for the zero time.
type expiry struct {
	at   time.Time
	text string
}

func newExpiry(text string) (expiry, error) {
	if text == "" {
		return expiry{}, nil
	}
	at, err := time.Parse(time.RFC3339, text)
	return expiry{at, text}, err
}

// newCredentials reads those of a member; nil for none that end.
func newCredentials(row *policy.MemberRow) (*credentials, error) {
	if row.Rest.Expires == "" && len(row.Rest.Tokens) == 0 {
		return nil, nil
	}
	c := &credentials{tokens: map[string]expiry{}}
	var err error
	if c.ends, err = newExpiry(row.Rest.Expires); err != nil {
		return nil, fmt.Errorf("%s in org %s: %w", row.Subject, row.Org, err)
	}
	for name, ends := range row.Rest.Tokens {
		if c.tokens[name], err = newExpiry(ends); err != nil {
			return nil, fmt.Errorf("token %s of %s in org %s: %w", name, row.Subject, row.Org, err)
		}
	}
	return c, nil
}
