package diag

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/internal/nearest"
	"github.com/rolecall/rolecall/schema"
)

// An returns a type of block with its article.
func An(typ schema.Type) string {
	if strings.ContainsRune("aeio", rune(typ[0])) {
		return "an " + string(typ)
	}
	return "a " + string(typ)
}

// DidYouMean returns a sentence that offers the known name closest to an unknown
// one, with a space before it; empty if none is close. It is for few names: a
// configuration may have any number of names, see package expr.
func DidYouMean(unknown string, known []string) string {
	return Meant(unknown, slices.Values(known))
}

// Meant is DidYouMean for a sequence of names.
func Meant(unknown string, known iter.Seq[string]) string {
	if best := nearest.Name(unknown, known); best != "" {
		return fmt.Sprintf(" Did you mean %q?", best)
	}
	return ""
}

// Names returns names of any type as strings.
func Names[T ~string](known []T) []string {
	out := make([]string, len(known))
	for i, name := range known {
		out[i] = string(name)
	}
	return out
}

// Quoted returns names in quotes, as a message lists them.
func Quoted[T ~string](known []T) string {
	out := Names(known)
	for i := range out {
		out[i] = fmt.Sprintf("%q", out[i])
	}
	return strings.Join(out, ", ")
}

// OtherLabel returns a sentence about a label that another block has, with a space
// before it; empty for names, and for things that are in no org.
func OtherLabel(typ schema.Type, by, label string) string {
	switch typ {
	case schema.TeamType, schema.FolderType, schema.DashboardType, schema.DataSourceType, schema.ServiceAccountType, schema.APIKeyType:
		if by == "label" {
			return fmt.Sprintf(" A label names one thing of the whole configuration. For a namesake in another org, write another label and %s = %q.", typ.NameAttribute(), label)
		}
	}
	return ""
}

// AboutGeneral returns a sentence about a folder that need not be declared, with a
// space before it; empty for other names and types.
func AboutGeneral(typ schema.Type, name string) string {
	if typ != schema.FolderType || !strings.EqualFold(name, schema.General) {
		return ""
	}
	return ` General is a folder of every org and is not declared: a dashboard without a folder is in it, a scope names it "folders:uid:general", and a test { type = "folder", id = "general" }.`
}
