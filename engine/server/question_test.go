package server

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/decisionlog"
	"github.com/rolecall/rolecall/internal/ijson"
)

// A choice is a place in a request, and what may be there.
type choice struct {
	place string
	texts []string
}

// choices are the parts of requests. The first of each is valid.
var choices = []choice{
	{"SUBJECT", []string{`"subject":{"type":TYPE,"id":ID,"properties":ABOUT}`, `"subject":{"type":TYPE,"id":ID}`, `"subject":null`, `"subject":"x"`, `"more":1`}},
	{"ACTION", []string{`"action":{"name":NAME}`, `"action":{"name":NAME,"properties":5}`, `"action":null`, `"action":[]`}},
	{"RESOURCE", []string{`"resource":{"type":TYPE,"id":ID,"properties":AROUND}`, `"resource":{"id":ID,"type":TYPE}`, `"resource":null`, `"resource":1`}},
	{"CONTEXT", []string{`"context":{"org":NAME,"time":TIME,"more":[{}]}`, `"context":{}`, `"context":null`, `"context":""`, `"more2":{"a":null}`}},
	{"ABOUT", []string{`{"groups":LIST,"token":NAME}`, `{}`, `null`, `[]`}},
	{"AROUND", []string{`{"folder":NAME,"dashboard":NAME,"created_by":NAME,"data_sources":LIST}`, `{"x":1}`, `null`, `5`}},
	{"LIST", []string{`["a","b"]`, `[]`, `null`, `[1]`, `"a"`}},
	{"TIME", []string{`"2027-01-01T00:00:00Z"`, `""`, `null`, `"2027-01-01T02:00:00.5+01:00"`, `"noon"`, `"9999-01-01T00:00:00Z"`, `5`}},
	{"TYPE", []string{`"user"`, `"folder"`, `""`, `null`, `5`}},
	{"NAME", []string{`"x"`, `"\u00e9\ud83d\ude00\n"`, `""`, `null`, `true`}},
	{"ID", []string{`"eve"`, `""`, `null`, `{}`}},
}

// TestAsk checks that a server reads requests as engine.Request does: the same members, the same
// types, the same times. It demands more of them, and less of the time.
func TestAsk(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	asked, refused := 0, 0
	var read []question
	for range 20_000 {
		request := `{SUBJECT,ACTION,RESOURCE,CONTEXT}`
		for _, c := range choices {
			for strings.Contains(request, c.place) {
				text := c.texts[0]
				if random.IntN(4) == 0 {
					text = c.texts[random.IntN(len(c.texts))]
				}
				request = strings.Replace(request, c.place, text, 1)
			}
		}
		var want engine.Request
		wanted := want.UnmarshalJSON([]byte(request))
		var d ijson.Document
		body, err := d.Parse(request)
		if err != nil {
			t.Fatalf("%v: %s", err, request)
		}
		q, err := ask(partsOf(body, ""), "")
		switch readable := q.badTime == "" && q.hasTime; {
		case err == nil && readable:
			asked++
			if diff := cmp.Diff(want, q.Request); wanted != nil || diff != "" {
				t.Fatalf("%v, %s: %s", wanted, diff, request)
			}
			read = append(read, q)
		case err == nil && wanted == nil:
			t.Fatalf("the time %q cannot be read: %s", q.badTime, request)
		case wanted == nil && !strings.HasSuffix(err.Error(), " is missing"):
			t.Fatalf("%v: %s", err, request)
		case err != nil:
			refused++
			if p, ok := err.(problem); !ok || p.field == "" || !strings.HasPrefix(p.message, p.field) {
				t.Fatalf("%#v: %s", err, request)
			}
		}
	}
	checkLogged(t, read)
	if asked < 1000 || refused < 1000 {
		t.Errorf("%d requests are read and %d refused", asked, refused)
	}
}

// checkLogged checks that the log has all of each request.
func checkLogged(t *testing.T, questions []question) {
	t.Helper()
	var lines bytes.Buffer
	log, err := decisionlog.New(&lines)
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range questions {
		log.Add(&decisionlog.Entry{Request: q.Request, BadTime: q.badTime})
	}
	if err := log.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	read := json.NewDecoder(&lines)
	for _, q := range questions {
		var logged struct{ Request engine.Request }
		if err := read.Decode(&logged); err != nil {
			t.Fatalf("%v: %s", err, q.Request)
		}
		got := logged.Request
		if !got.Time.Equal(q.Time) {
			t.Errorf("%v, want %v", got.Time, q.Time)
		}
		got.Time = q.Time
		if diff := cmp.Diff(q.Request, got); diff != "" {
			t.Errorf("%s: %s", diff, q.Request)
		}
	}
	if read.More() {
		t.Error("there are more lines than requests")
	}
}
