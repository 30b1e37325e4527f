package document

import (
	"fmt"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/schema"
)

func userKey(u *schema.User) string { return "user:" + u.Login.Value }

func accountKey(a *schema.ServiceAccount) string { return "service_account:" + a.Name.Value }

func creatorKey(c *schema.Creator) string {
	if c.ServiceAccount != nil {
		return accountKey(c.ServiceAccount)
	}
	return userKey(c.User)
}

// HolderKey returns the key of the holder of an entry in the data: "team:SRE",
// "role:Viewer".
func HolderKey(h schema.Holder) string {
	switch {
	case h.User != nil:
		return userKey(h.User)
	case h.Team != nil:
		return "team:" + h.Team.Name.Value
	case h.ServiceAccount != nil:
		return accountKey(h.ServiceAccount)
	default:
		return "role:" + string(h.Role)
	}
}

// expiry returns a time as the policies parse it; empty for the zero time.
func expiry(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339Nano)
}

func source(at hcl.Range) string { return fmt.Sprintf("%s:%d", at.Filename, at.Start.Line) }
