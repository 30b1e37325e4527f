package provisioning

import (
	"bytes"
	"cmp"
	"path"

	"go.yaml.in/yaml/v3"

	"github.com/rolecall/rolecall/internal/exporter"
	"github.com/rolecall/rolecall/schema"
)

// A dashboardsFile makes folders, and fills them with the dashboards of a folder on the server.
type dashboardsFile struct {
	APIVersion int        `yaml:"apiVersion"`
	Providers  []provider `yaml:"providers"`
}

type provider struct {
	Name           string            `yaml:"name"`
	OrgID          int               `yaml:"orgId"`
	Type           string            `yaml:"type"`
	Folder         string            `yaml:"folder"`
	FolderUID      string            `yaml:"folderUid"`
	AllowUIUpdates bool              `yaml:"allowUiUpdates"`
	Options        map[string]string `yaml:"options"`
}

// folders writes the folders at the top that have the list which Grafana creates them with.
func (e *export) folders() {
	f := dashboardsFile{APIVersion: 1}
	for _, folder := range e.w.Folders {
		l := exporter.ListOf(&e.w.Grafana, schema.FolderType, folder.Permissions, folder.CreatedBy,
			folder.Parent != nil, folder.Range)
		switch {
		case folder.UID.Value == schema.General:
			e.cannot("general", folder.UID.Range, folder.Addr)
		case folder.Parent != nil:
			e.cannot("folder in a folder", folder.ParentRange, folder.Addr)
		case !l.AsCreated || l.Unsure != nil:
			e.cannot("list", folder.Range, folder.Addr)
		default:
			id, ok := e.orgID(folder.Org, folder.Range, folder.Addr)
			if !ok {
				continue
			}
			f.Providers = append(f.Providers, provider{
				Name: folder.Addr.String(), OrgID: id, Type: "file", AllowUIUpdates: true,
				Folder: cmp.Or(folder.Title, folder.UID.Value), FolderUID: folder.UID.Value,
				Options: map[string]string{"path": path.Join(e.o.Dashboards, folder.Org.Addr.Label, folder.UID.Value)},
			})
		}
	}
	if len(f.Providers) > 0 {
		e.writeYAML(e.Files.Folders, f)
	}
}

func (e *export) writeYAML(path string, v any) {
	content, err := yaml.Marshal(v)
	if err != nil {
		panic("provisioning: " + err.Error()) // structs of texts and numbers
	}
	// Grafana replaces $NAME by a variable, and $$ by a dollar sign.
	e.write(path, "#", bytes.ReplaceAll(content, []byte("$"), []byte("$$")))
}
