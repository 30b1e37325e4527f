package resource_test

import (
	"strings"
	"testing"

	"github.com/zclconf/go-cty/cty"

	"github.com/rolecall/rolecall/internal/importer/terraform/resource"
)

// TestOnly keeps the resources of one Grafana.
func TestOnly(t *testing.T) {
	of := func(provider, id string) *resource.Resource {
		return &resource.Resource{
			Type: "grafana_folder", Provider: provider, Values: resource.Values{"id": cty.StringVal(id)},
		}
	}
	prod, other := "prod", "other"
	told := map[string]resource.Provider{
		"": {URL: "https://a.example", Known: true}, "prod": {URL: "https://b.example", Known: true},
		"token": {URL: "https://a.example/", Known: true}, "unknown": {},
	}
	for name, c := range map[string]struct {
		resources []*resource.Resource
		providers map[string]resource.Provider
		alias     *string
		left      int
		notes     int
		err       string
	}{
		"one":                     {[]*resource.Resource{of("", "1:a"), of("", "1:b")}, told, nil, 2, 0, ""},
		"one with an alias":       {[]*resource.Resource{of("prod", "1:a")}, told, nil, 1, 0, ""},
		"two of one Grafana":      {[]*resource.Resource{of("", "1:a"), of("token", "1:b")}, told, nil, 2, 0, ""},
		"two Grafanas":            {[]*resource.Resource{of("", "1:a"), of("prod", "1:a")}, told, nil, 1, 1, ""},
		"the other one":           {[]*resource.Resource{of("", "1:a"), of("prod", "1:a")}, told, &prod, 1, 1, ""},
		"not known":               {[]*resource.Resource{of("", "1:a"), of("unknown", "1:b")}, told, nil, 1, 1, ""},
		"a state":                 {[]*resource.Resource{of("", "1:a"), of("prod", "1:b")}, nil, nil, 2, 1, ""},
		"a state of two Grafanas": {[]*resource.Resource{of("", "1:a"), of("prod", "1:a")}, nil, nil, 1, 1, ""},
		"a choice in a state":     {[]*resource.Resource{of("", "1:a"), of("prod", "1:b")}, nil, &prod, 1, 1, ""},
		"no such provider": {[]*resource.Resource{of("", "1:a"), of("prod", "1:b")}, nil, &other, 2, 0,
			`nothing of the provider grafana.other: its providers are "grafana", "grafana.prod"`},
	} {
		t.Run(name, func(t *testing.T) {
			p := &resource.Project{Resources: c.resources, Providers: c.providers}
			err := p.Only(c.alias)
			if (err != nil) != (c.err != "") || err != nil && !strings.Contains(err.Error(), c.err) {
				t.Errorf("the error is %v", err)
			}
			if len(p.Resources) != c.left || len(p.Notes) != c.notes {
				t.Errorf("there are %d resources, and the notes %v", len(p.Resources), p.Notes)
			}
			if c.alias == &prod && len(p.Resources) == 1 && p.Resources[0].Provider != prod {
				t.Errorf("it is of %q", p.Resources[0].Provider)
			}
		})
	}
}
