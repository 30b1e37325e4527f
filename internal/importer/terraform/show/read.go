package show

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	tfjson "github.com/hashicorp/terraform-json"

	"github.com/rolecall/rolecall/internal/importer/terraform/resource"
)

// providerName ends the names of Grafana's provider, whatever the registry is.
const providerName = "/grafana/grafana"

// A head has the members that tell what a file is.
type head struct {
	FormatVersion string          `json:"format_version"`
	Version       json.Number     `json:"version"`
	Lineage       string          `json:"lineage"`
	Values        json.RawMessage `json:"values"`
	Resources     json.RawMessage `json:"resources"`
	Planned       json.RawMessage `json:"planned_values"`
	Changes       json.RawMessage `json:"resource_changes"`
	Config        json.RawMessage `json:"configuration"`
	Level         string          `json:"@level"`
}

// Read reads a file. The error says which file there should be, if it is another one.
func Read(content []byte) (*resource.Project, error) {
	content = bytes.TrimPrefix(content, []byte("\xef\xbb\xbf"))
	var h head
	// The first value tells enough about a stream of many.
	if err := json.NewDecoder(bytes.NewReader(content)).Decode(&h); err != nil {
		if strings.HasPrefix(string(bytes.TrimSpace(content)), "{") {
			return nil, fmt.Errorf("it is damaged JSON: %w", err)
		}
		return nil, errors.New("it is not JSON: write it with terraform show -json, " +
			"or name the state file or the folder of the project")
	}
	switch {
	case h.Level != "":
		return nil, errors.New("it is the log of a run: write the plan to a file with terraform plan -out FILE, " +
			"and print it with terraform show -json FILE")
	case h.Lineage != "" || h.Version != "" && h.FormatVersion == "":
		return readState(content, h)
	case h.FormatVersion == "":
		return nil, errors.New("it is neither a state nor a plan of Terraform")
	case h.Planned != nil || h.Changes != nil || h.Config != nil:
		var plan tfjson.Plan
		plan.UseJSONNumber(true)
		if err := json.Unmarshal(content, &plan); err != nil {
			return nil, fmt.Errorf("it cannot be read as a plan: %w", err)
		}
		return ofPlan(&plan), nil
	}
	var state tfjson.State
	state.UseJSONNumber(true)
	if err := json.Unmarshal(content, &state); err != nil {
		return nil, fmt.Errorf("it cannot be read as a state: %w", err)
	}
	return ofState(&state), nil
}

// ofState returns the resources of the JSON of a state.
func ofState(state *tfjson.State) *resource.Project {
	p := &resource.Project{}
	if state.Values != nil {
		modules(state.Values.RootModule, func(r *tfjson.StateResource) { add(p, r) })
	}
	return p
}

// modules calls a function for each resource of a module and of those below it.
func modules(m *tfjson.StateModule, each func(*tfjson.StateResource)) {
	if m == nil {
		return
	}
	for _, r := range m.Resources {
		if r != nil {
			each(r)
		}
	}
	for _, below := range m.ChildModules {
		modules(below, each)
	}
}

// add adds a resource of a state, unless it is of another provider or an old object that is yet to be
// deleted.
func add(p *resource.Project, r *tfjson.StateResource) {
	if strings.HasSuffix(r.ProviderName, providerName) && r.DeposedKey == "" {
		p.Resources = append(p.Resources, &resource.Resource{
			Address: r.Address, Type: r.Type, Data: r.Mode == tfjson.DataResourceMode, Tainted: r.Tainted,
			Values: resource.ValuesOf(r.AttributeValues, nil),
		})
	}
}
