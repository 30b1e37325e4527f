package fleet

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// A status is an OPA's account of itself: UpdateRequestV1 of its status plugin.
type status struct {
	Labels       map[string]string        `json:"labels"`
	Bundles      map[string]*bundleStatus `json:"bundles"`
	Plugins      map[string]*pluginStatus `json:"plugins"`
	DecisionLogs *pluginStatus            `json:"decision_logs"`
}

// A bundleStatus is its account of a bundle.
type bundleStatus struct {
	Revision  string            `json:"active_revision"`
	Activated time.Time         `json:"last_successful_activation"`
	Code      string            `json:"code"`
	Message   string            `json:"message"`
	Errors    []json.RawMessage `json:"errors"`
}

// A pluginStatus is its account of a plugin, which has another state than "OK", or a code, if something
// is wrong.
type pluginStatus struct {
	State   string `json:"state"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

// Limits on the parts of a status. Far less is usual.
const (
	maxLabels  = 64
	maxBundles = 256
	// maxText is the greatest length of a label and of a name, in bytes.
	maxText = 512
	// maxMessage is the length in bytes up to which messages are kept.
	maxMessage = 1000
)

// takeStatus takes the status of an OPA.
func (f *Fleet) takeStatus(w http.ResponseWriter, r *http.Request) {
	f.upload(w, r, &f.counts.status, func(text []byte) error {
		var s status
		err := decode(text, &s)
		if err == nil {
			err = s.check()
		}
		if err != nil {
			return problemf(http.StatusBadRequest, "the status: %v", err)
		}
		f.instances.take(&s, time.Now())
		return nil
	})
}

// check returns an error for a status that tells too much, or not of which OPA.
func (s *status) check() error {
	switch {
	case s.Labels["id"] == "":
		return errors.New("labels.id is missing")
	case len(s.Labels) > maxLabels:
		return fmt.Errorf("it has more than %d labels", maxLabels)
	case len(s.Bundles) > maxBundles:
		return fmt.Errorf("it has more than %d bundles", maxBundles)
	}
	for name, value := range s.Labels {
		if len(name) > maxText || len(value) > maxText {
			return fmt.Errorf("a label has more than %d bytes", maxText)
		}
	}
	for name, b := range s.Bundles {
		if len(name) > maxText || b != nil && len(b.Revision) > maxText {
			return fmt.Errorf("a name or a revision of a bundle has more than %d bytes", maxText)
		}
	}
	return nil
}

// problem returns the problem of a bundle; empty for none.
func (b *bundleStatus) problem() string {
	if b.Code == "" && b.Message == "" {
		return ""
	}
	texts := []string{}
	if b.Message != "" {
		texts = append(texts, b.Message)
	}
	for _, raw := range b.Errors {
		if text := textOf(raw); text != "" {
			texts = append(texts, text)
		}
	}
	if len(texts) == 0 {
		texts = append(texts, b.Code)
	}
	return cut(strings.Join(texts, ": "))
}

// problem returns the problem of a plugin; empty for none.
func (p *pluginStatus) problem(name string) string {
	switch {
	case p == nil || p.Code == "" && (p.State == "" || p.State == "OK"):
		return ""
	case p.Message != "":
		return cut(name + ": " + p.Message)
	}
	return cut(name + ": " + p.State + p.Code)
}

// textOf returns the message of an error in OPA's JSON, or its JSON if it has none.
func textOf(raw json.RawMessage) string {
	var e struct{ Message string }
	var text string
	switch {
	case json.Unmarshal(raw, &e) == nil && e.Message != "":
		return e.Message
	case json.Unmarshal(raw, &text) == nil:
		return text
	}
	return string(raw)
}

// cut returns a text that is not too long to keep.
func cut(text string) string {
	if len(text) <= maxMessage {
		return text
	}
	return strings.ToValidUTF8(text[:maxMessage], "") + " …"
}
