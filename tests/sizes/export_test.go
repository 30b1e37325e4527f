//go:build unix

package sizes

import (
	"testing"
	"time"

	"github.com/rolecall/rolecall/internal/exporter/provisioning"
	"github.com/rolecall/rolecall/internal/exporter/terraform"
	"github.com/rolecall/rolecall/loader"
)

// half is half of size L, whose 10,000 users an org may well have.
var half = Size{Name: "half of L", Orgs: 2, Users: 10_000, Teams: 400, Folders: 3_000, Dashboards: 30_000}

// maxExport is the target of an export to Terraform of half of size L, which has 75,000 resources, in processor time.
// Twice as much may take twice as long.
const maxExport = 10 * time.Second

// BenchmarkExport measures exports of loaded configurations against the target, in processor time. The metric
// of-target is above 1 where it is missed.
func BenchmarkExport(b *testing.B) {
	for _, bc := range []struct {
		size   Size
		target time.Duration
	}{{half, maxExport}, {L, 2 * maxExport}} {
		b.Run(bc.size.Name, func(b *testing.B) {
			w, diags := loader.Load(Generate(bc.size, 1, "13.3"))
			if diags.HasErrors() {
				b.Fatal(diags)
			}
			var toTerraform, toProvisioning times
			resources := 0
			for b.Loop() {
				toTerraform.add(b, func() any {
					p := terraform.Export(w, terraform.Options{EmailDomain: "example.com"})
					resources = p.Resources
					return p
				})
				toProvisioning.add(b, func() any { return provisioning.Export(w, provisioning.Options{}) })
			}
			b.ReportMetric(float64(toTerraform.fastest().Milliseconds()), "cpu-ms/terraform")
			b.ReportMetric(float64(toProvisioning.fastest().Milliseconds()), "cpu-ms/provisioning")
			b.ReportMetric(float64(toTerraform.fastest())/float64(bc.target), "of-target")
			b.ReportMetric(float64(resources), "resources")
			b.ReportMetric(0, "ns/op")
		})
	}
}
