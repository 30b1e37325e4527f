package decisionlog

import (
	"time"

	"github.com/rolecall/rolecall/engine/authzen"
	"github.com/rolecall/rolecall/internal/ijson"
)

// A mask is a set of parts that are left out.
type mask uint8

// maskable are the parts that can be left out. The bit of each is its place.
var maskable = []string{"subject.id", "subject.properties", "resource.id", "resource.properties", "context", "reasons"}

const (
	maskSubject mask = 1 << iota
	maskSubjectProperties
	maskResource
	maskResourceProperties
	maskContext
	maskReasons
)

// text returns the member of a line that tells what is masked; empty for nothing.
func (m mask) text() string {
	if m == 0 {
		return ""
	}
	var parts []string
	for i, part := range maskable {
		if m&(1<<i) != 0 {
			parts = append(parts, part)
		}
	}
	return string(ijson.AppendTexts([]byte(`,"masked":`), parts))
}

// appendRequest appends a request in AuthZEN's JSON, as far as it was read: members that rolecall
// does not know are not there, so that what clients send beside them is in no log.
func (m mask) appendRequest(b []byte, q *authzen.Request, badTime string) []byte {
	o := members{append(b, `{"subject":`...), false}
	o.entity(q.Subject.Type, q.Subject.ID, m&maskSubject != 0)
	if s := &q.Subject; m&maskSubjectProperties == 0 && (s.Groups != nil || s.Token != "") {
		o.open("properties")
		o.texts("groups", s.Groups)
		o.text("token", s.Token)
		o.close()
	}
	o.close()
	if q.Action != "" {
		o.open("action")
		o.text("name", q.Action)
		o.close()
	}
	o.name("resource")
	o.entity(q.Resource.Type, q.Resource.ID, m&maskResource != 0)
	r := &q.Resource
	has := r.Folder != "" || r.Dashboard != "" || r.CreatedBy != "" || q.DataSources != nil
	if m&maskResourceProperties == 0 && has {
		o.open("properties")
		o.text("folder", r.Folder)
		o.text("dashboard", r.Dashboard)
		o.text("created_by", r.CreatedBy)
		o.texts("data_sources", q.DataSources)
		o.close()
	}
	o.close()
	if m&maskContext == 0 && (q.Org != "" || badTime != "" || !q.Time.IsZero()) {
		o.open("context")
		o.text("org", q.Org)
		o.text("time", badTime)
		if !q.Time.IsZero() {
			o.text("time", q.Time.UTC().Format(time.RFC3339Nano))
		}
		o.close()
	}
	o.close()
	return o.b
}

// members writes the members of JSON objects one by one.
type members struct {
	b []byte
	// first reports whether no member of the object was written.
	first bool
}

// name begins a member.
func (o *members) name(name string) {
	if !o.first {
		o.b = append(o.b, ',')
	}
	o.first = false
	o.b = append(append(append(o.b, '"'), name...), '"', ':')
}

// open begins a member that is an object, and close ends an object.
func (o *members) open(name string) {
	o.name(name)
	o.b, o.first = append(o.b, '{'), true
}

func (o *members) close() { o.b, o.first = append(o.b, '}'), false }

// text writes a member that is a text, unless it is empty.
func (o *members) text(name, value string) {
	if value != "" {
		o.name(name)
		o.b = ijson.AppendText(o.b, value)
	}
}

// texts writes a member that is a list of texts, unless it is nil.
func (o *members) texts(name string, values []string) {
	if values != nil {
		o.name(name)
		o.b = ijson.AppendTexts(o.b, values)
	}
}

// entity begins a subject or a resource, without its id if that is masked.
func (o *members) entity(typ, id string, masked bool) {
	o.b, o.first = append(o.b, '{'), true
	o.text("type", typ)
	if !masked {
		o.text("id", id)
	}
}
