package resolve

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/loader/internal/diag"
	"github.com/rolecall/rolecall/schema"
)

// accesscontrol is the feature toggle that turns fine-grained access control
// on in Grafana 8.x, and fineGrained the version that made it part of Grafana.
const (
	accesscontrol                = "accesscontrol"
	fineGrained   schema.Version = "9.0"
)

// noBasicRole is the version that brought the role None.
const noBasicRole = schema.NoBasicRoleSince

// version is the declared version of Grafana; empty when it is not one that
// is known, which is reported.
func (r *resolver) version() schema.Version {
	if v := r.World.Grafana.Version; slices.Contains(schema.Versions, v) {
		return v
	}
	return ""
}

// fineGrained says whether fine-grained access control decides.
func (r *resolver) fineGrained() bool {
	return r.World.Grafana.Version.AtLeast(fineGrained) || slices.Contains(r.World.Grafana.FeatureToggles, accesscontrol)
}

// validateVersions reports what is written and the declared version of
// Grafana does not have, by the tags of package schema.
func (r *resolver) validateVersions() {
	version := r.version()
	if version == "" {
		return
	}
	g := &gate{resolver: r, version: version, said: map[hcl.Range]bool{}, plans: map[reflect.Type]*plan{}}
	for _, f := range r.files {
		g.blocks(reflect.ValueOf(&f.Blocks).Elem(), schema.ShapeOf(reflect.TypeFor[schema.Blocks]()).Blocks)
	}
	r.warnToggles(version)
	g.silence()
}

// warnToggles reports the feature toggle that has done its work.
func (r *resolver) warnToggles(version schema.Version) {
	if version.AtLeast(fineGrained) && slices.Contains(r.grafana.FeatureToggles, accesscontrol) {
		r.warn(diag.IgnoredSetting, fmt.Sprintf("Fine-grained access control is always on from Grafana %s, so the feature toggle %s does nothing in %s.", fineGrained, accesscontrol, version), r.grafana.TogglesRange)
	}
}

// serviceAccounts is the version that brought service accounts.
func serviceAccounts() schema.Version {
	return schema.ShapeOf(reflect.TypeFor[schema.ServiceAccountBlock]()).Since
}
