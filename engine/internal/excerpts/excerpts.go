// Package excerpts keeps of the files of a configuration the little that it takes to
// print diagnostics with their source lines. The syntax trees of the files are several
// times as large as everything else in an engine.
package excerpts

import (
	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/loader"
)

// Of returns the files that diagnostics are about, by path. Each has its bytes and the
// names of the blocks around the diagnostics, but no Body.
func Of(diags hcl.Diagnostics, files map[string]*hcl.File) map[string]*hcl.File {
	about := map[string]*hcl.File{}
	keep := func(at hcl.Range) blocks {
		file := files[at.Filename]
		if file == nil {
			return blocks{}
		}
		if about[at.Filename] == nil {
			about[at.Filename] = &hcl.File{Bytes: file.Bytes, Nav: blocks{}}
		}
		return about[at.Filename].Nav.(blocks)
	}
	for _, d := range diags {
		for _, other := range loader.RelatedTo(d) {
			keep(other)
		}
		if d.Subject != nil {
			keep(*d.Subject)[d.Subject.Start.Byte] = ""
		}
	}
	for name, file := range about {
		file.Nav.(blocks).find(files[name])
	}
	return about
}
