package index

import (
	"fmt"
	"time"

	"github.com/rolecall/rolecall/engine/internal/policy"
)

// credentials have the times at which those of a subject and its tokens end.
type credentials struct {
	Ends   Expiry
	Tokens map[string]Expiry
}

// An Expiry is the time at which credentials end. With the zero time they do not end.
type Expiry struct {
	At   time.Time
	Text string
}

func newExpiry(text string) (Expiry, error) {
	if text == "" {
		return Expiry{}, nil
	}
	at, err := time.Parse(time.RFC3339, text)
	return Expiry{at, text}, err
}

// newCredentials returns the credentials of a member, nil if none of them end.
func newCredentials(row *policy.MemberRow) (*credentials, error) {
	if row.Rest.Expires == "" && len(row.Rest.Tokens) == 0 {
		return nil, nil
	}
	c := &credentials{Tokens: map[string]Expiry{}}
	var err error
	if c.Ends, err = newExpiry(row.Rest.Expires); err != nil {
		return nil, fmt.Errorf("%s in org %s: %w", row.Subject, row.Org, err)
	}
	for name, ends := range row.Rest.Tokens {
		if c.Tokens[name], err = newExpiry(ends); err != nil {
			return nil, fmt.Errorf("token %s of %s in org %s: %w", name, row.Subject, row.Org, err)
		}
	}
	return c, nil
}
