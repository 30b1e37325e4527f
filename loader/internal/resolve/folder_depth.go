package resolve

import (
	"fmt"

	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// top returns the topmost folder above a folder, as far as the parents are
// resolved; the folder itself at the top. It remembers shortcuts, so that long
// chains are not walked folder by folder for each of their folders.
func (r *resolver) top(of *schema.Folder) *schema.Folder {
	if r.tops == nil {
		r.tops = map[*schema.Folder]*schema.Folder{}
	}
	top := of
	for {
		next := r.tops[top]
		if next == nil {
			next = top.Parent
		}
		if next == nil {
			break
		}
		top = next
	}
	for f := of; f != top; {
		next := r.tops[f]
		if next == nil {
			next = f.Parent
		}
		r.tops[f] = top
		f = next
	}
	return top
}

// checkFolderDepth reports the folders that are deeper than the declared version
// of Grafana lets them be. What is below such a folder is not reported again.
func (r *resolver) checkFolderDepth() {
	limit := catalogue.Of(r.version()).FolderDepth
	if limit.Default == 0 {
		return // a folder has no parent, which the gate reports
	}
	most := limit.Default
	if b := r.grafana; b.MaxFolderDepth != nil && limit.Settable > 0 {
		most = *b.MaxFolderDepth
		if most < 1 || most > limit.Settable {
			r.error("Invalid folder depth", fmt.Sprintf("Grafana %s lets max_nested_folder_depth be from 1 to %d; %d is not possible.", b.Version, limit.Settable, most), b.FolderDepthRange)
			return
		}
	}
	depths := make(map[*schema.Folder]int, len(r.World.Folders))
	for _, f := range r.World.Folders {
		if depth(depths, f) == most+1 {
			r.error("Folder too deep", tooDeep(f, r.version(), most, limit.Settable), f.ParentRange)
		}
	}
}

// depth returns how many folders are above a folder. It goes through each once
// for many questions with the same known depths.
func depth(known map[*schema.Folder]int, of *schema.Folder) int {
	var way []*schema.Folder
	deep := -1
	for f := of; f != nil; f = f.Parent {
		if d, ok := known[f]; ok {
			deep = d
			break
		}
		way = append(way, f)
	}
	for i := len(way) - 1; i >= 0; i-- {
		deep++
		known[way[i]] = deep
	}
	return deep
}

func tooDeep(f *schema.Folder, version schema.Version, most, settable int) string {
	detail := fmt.Sprintf("There are %d folders above %s, and Grafana %s allows %d.", most+1, f.Addr, version, most)
	if most < settable {
		detail += fmt.Sprintf(" Put it into a folder further up, or write max_folder_depth in the grafana block, up to %d, if the server has max_nested_folder_depth in its section [folder].", settable)
	} else {
		detail += " Put it into a folder further up."
	}
	return detail
}
