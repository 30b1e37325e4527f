// Package page is shared by the pages that rolecall writes: their style, and the policy that
// keeps them from loading anything.
package page

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"strings"
)

//go:embed page.css
var style string

// Style returns the style of the pages, light and dark.
func Style() template.CSS { return template.CSS(style) }

// Policy returns a Content-Security-Policy for a page that has the Style and some scripts. It
// allows no request at all.
func Policy(scripts ...template.JS) string {
	policy := "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; style-src " + hash(style)
	if len(scripts) > 0 {
		hashes := make([]string, len(scripts))
		for i, s := range scripts {
			hashes[i] = hash(string(s))
		}
		policy += "; script-src " + strings.Join(hashes, " ")
	}
	return policy
}

func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
