package settings

import (
	"fmt"

	"github.com/rolecall/rolecall/loader/internal/diag"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// CheckFolderDepth reports the folders that are deeper than the declared version
// of Grafana allows. Folders below a reported one are not reported again.
func CheckFolderDepth(l *diag.List, w *schema.World, blocks []*schema.GrafanaBlock) {
	version := w.Grafana.KnownVersion()
	limit := catalogue.Of(version).FolderDepth
	if limit.Default == 0 {
		return // a folder has no parent, which the gate reports
	}
	most := limit.Default
	if b := blocks[0]; b.MaxFolderDepth != nil && limit.Settable > 0 {
		most = *b.MaxFolderDepth
		if most < 1 || most > limit.Settable {
			l.Error("Invalid folder depth", fmt.Sprintf("Grafana %s takes a max_nested_folder_depth from 1 to %d; %d is not in this range.", b.Version, limit.Settable, most), b.FolderDepthRange)
			return
		}
	}
	depths := make(map[*schema.Folder]int, len(w.Folders))
	for _, f := range w.Folders {
		if depth(depths, f) == most+1 {
			l.Error("Folder too deep", tooDeep(f, version, most, limit.Settable), f.ParentRange)
		}
	}
}

// depth returns the number of folders above a folder, and adds it to the known ones,
// so that it goes through each folder once.
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
