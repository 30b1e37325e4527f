package compare

import (
	"strconv"
	"strings"

	"github.com/rolecall/rolecall/engine/explain"
)

// keyOf returns a text that no step has with another field.
func keyOf(s *explain.Step) string {
	var b strings.Builder
	for _, field := range [...]string{
		string(s.Kind), s.Subject, s.Org, s.Token, s.Role, s.Includes, s.Resource, s.Action, s.Scope, s.Holder,
		s.Place, s.Level, s.Setting, s.Rule, s.File, strconv.Itoa(s.Line), s.Fact,
	} {
		b.WriteString(field)
		b.WriteByte(0)
	}
	for _, group := range s.Groups {
		b.WriteString(group)
		b.WriteByte(0)
	}
	return b.String()
}

// toldBy returns a text that steps share that tell the same, of whichever subject, wherever it is
// declared.
func toldBy(s explain.Step) string {
	s.Subject, s.Source, s.Fact = "", explain.Source{}, ""
	return keyOf(&s)
}
