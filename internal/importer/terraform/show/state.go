package show

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/rolecall/rolecall/internal/importer/terraform/resource"
)

// stateVersion is the version of the files of states, since Terraform 0.12.
const stateVersion = "4"

// A stateFile is the file of a state. Terraform documents it as its own, so that the library for its
// JSON does not read it; the fields are those of version 4.
type stateFile struct {
	Resources []struct {
		Module, Mode, Type, Name, Provider string
		Instances                          []struct {
			IndexKey   any    `json:"index_key"`
			Status     string `json:"status"`
			Deposed    string `json:"deposed"`
			Attributes map[string]any
			Flat       map[string]string `json:"attributes_flat"`
		}
	}
}

// readState reads the file of a state.
func readState(content []byte, h head) (*resource.Project, error) {
	if h.Version.String() != stateVersion {
		return nil, fmt.Errorf("it is a state in version %s, of an old Terraform: "+
			"terraform show -json prints it in a form that can be read", h.Version)
	}
	numbers := json.NewDecoder(bytes.NewReader(content))
	numbers.UseNumber()
	var f stateFile
	if err := numbers.Decode(&f); err != nil {
		return nil, fmt.Errorf("it cannot be read as a state: %w", err)
	}
	p := &resource.Project{}
	for _, r := range f.Resources {
		// provider["registry.terraform.io/grafana/grafana"].alias
		if !strings.Contains(r.Provider, providerName+`"`) {
			continue
		}
		address := r.Type + "." + r.Name
		if r.Mode == "data" {
			address = "data." + address
		}
		if r.Module != "" {
			address = r.Module + "." + address
		}
		for _, i := range r.Instances {
			if i.Deposed != "" {
				continue
			}
			attributes := i.Attributes
			if attributes == nil && i.Flat != nil {
				return nil, fmt.Errorf("%s is in the form of an old provider: "+
					"terraform show -json prints it in a form that can be read", address)
			}
			p.Resources = append(p.Resources, &resource.Resource{
				Address: address + indexText(i.IndexKey), Type: r.Type, Provider: aliasOf(r.Provider), Data: r.Mode == "data",
				Tainted: i.Status == "tainted", Values: resource.ValuesOf(attributes, nil),
			})
		}
	}
	return p, nil
}

// aliasOf returns the alias at the end of the address of a provider; empty for none.
func aliasOf(address string) string {
	_, alias, _ := strings.Cut(address, `"].`)
	return alias
}

// indexText returns the key of an instance as it stands in an address: ["a"] or [0].
func indexText(key any) string {
	switch key := key.(type) {
	case nil:
		return ""
	case string:
		return "[" + strconv.Quote(key) + "]"
	}
	return fmt.Sprintf("[%v]", key)
}
