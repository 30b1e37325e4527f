package review

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/loader/internal/decode"
	"github.com/rolecall/rolecall/loader/internal/diag"
	"github.com/rolecall/rolecall/loader/internal/expr"
	"github.com/rolecall/rolecall/loader/internal/resolve"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// A gate walks over decoded blocks.
type gate struct {
	diag.List
	files   []*decode.File
	grafana *schema.Grafana
	version schema.Version
	// said are the reported places. All blocks that a dynamic block makes
	// have the same place.
	said map[hcl.Range]bool
	// plans has the parts to check, by the struct of a block.
	plans map[reflect.Type]*plan
}

// Versions reports all parts that the declared version of Grafana does not have, by
// the tags of package schema. It returns these diagnostics and the resolver's, except
// diagnostics about the inside of a reported part: its presence is the mistake.
func Versions(files []*decode.File, resolved *resolve.Result) hcl.Diagnostics {
	w := resolved.World
	version := w.Grafana.KnownVersion()
	if version == "" {
		return resolved.Diags
	}
	g := &gate{
		List: diag.List{Diags: resolved.Diags}, files: files, grafana: &w.Grafana, version: version,
		said: map[hcl.Range]bool{}, plans: map[reflect.Type]*plan{},
	}
	for _, f := range files {
		g.blocks(reflect.ValueOf(&f.Blocks).Elem(), schema.ShapeOf(reflect.TypeFor[schema.Blocks]()).Blocks)
	}
	for _, at := range resolved.AccountCreators {
		g.since("A service account as creator", schema.ShapeOf(reflect.TypeFor[schema.ServiceAccountBlock]()).Since, at)
	}
	g.toggles()
	g.silence()
	return g.Diags
}

// A plan lists the parts of a type of block to check for one version. Most types have
// few or none, and there may be many blocks.
type plan struct {
	*schema.Shape
	// header reports whether the version may not have the block itself.
	header     bool
	attributes []schema.Field
	blocks     []schema.Field
}

func (g *gate) plan(t reflect.Type) *plan {
	if p, made := g.plans[t]; made {
		return p
	}
	shape := schema.ShapeOf(t)
	p := &plan{Shape: shape, header: g.depends(shape.Tags)}
	for _, attr := range shape.Attributes {
		if g.depends(attr.Tags) {
			p.attributes = append(p.attributes, attr)
		}
	}
	for _, inner := range shape.Blocks {
		if g.plan(inner.Block.Struct) != nil {
			p.blocks = append(p.blocks, inner)
		}
	}
	levels := t == reflect.TypeFor[schema.DataSourceBlock]()
	if !p.header && len(p.attributes) == 0 && len(p.blocks) == 0 && !levels {
		p = nil
	}
	g.plans[t] = p
	return p
}

// depends reports whether the declared version may not have the part with the
// tags.
func (g *gate) depends(t schema.Tags) bool {
	if t.Since != "" && g.version.Before(t.Since) ||
		t.Until != "" && g.version.AtLeast(t.Until) ||
		t.Ignored != "" && g.version.AtLeast(t.Ignored) ||
		t.Needs != "" && !g.grafana.FineGrained() || g.isOff(t.Toggle) {
		return true
	}
	for _, since := range t.Values {
		if g.version.Before(since) {
			return true
		}
	}
	return false
}

func (g *gate) blocks(in reflect.Value, fields []schema.Field) {
	for _, field := range fields {
		p := g.plan(field.Block.Struct)
		if p == nil {
			continue
		}
		v := in.FieldByIndex(field.Index)
		if v.Kind() != reflect.Slice {
			g.block(v, field.Name, p)
			continue
		}
		for i := range v.Len() {
			g.block(v.Index(i), field.Name, p)
		}
	}
}

func (g *gate) block(v reflect.Value, name string, p *plan) {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return
		}
		v = v.Elem()
	}
	if p.header && !g.has(fmt.Sprintf("A block %s", name), p.Tags, rangeIn(v, []int{p.Range})) {
		return
	}
	for _, attr := range p.attributes {
		value := v.FieldByIndex(attr.Index)
		if !isWritten(value) {
			continue
		}
		if x, ok := value.Interface().(hcl.Expression); ok {
			g.attribute(attr, value, x.Range())
		} else {
			g.attribute(attr, value, rangeIn(v, attr.Range))
		}
	}
	if source, ok := v.Addr().Interface().(*schema.DataSourceBlock); ok {
		g.levels(source)
	}
	g.blocks(v, p.blocks)
}

// rangeIn returns the range in a field of a block; none if there is no field.
func rangeIn(v reflect.Value, field []int) hcl.Range {
	if field == nil {
		return hcl.Range{}
	}
	return v.FieldByIndex(field).Interface().(hcl.Range)
}

// levels reports levels of a data source that a later version of Grafana added.
func (g *gate) levels(source *schema.DataSourceBlock) {
	for _, p := range source.Permissions {
		if since := catalogue.LevelSince("data_source", p.Level); since != "" {
			g.since(fmt.Sprintf("The level %s of a data source", p.Level), since, p.LevelRange)
		}
	}
}

func (g *gate) attribute(attr schema.Field, value reflect.Value, at hcl.Range) {
	if !g.has(fmt.Sprintf("The attribute %s", attr.Name), attr.Tags, at) {
		return
	}
	if attr.Ignored != "" && g.version.AtLeast(attr.Ignored) {
		g.warnOnce(diag.IgnoredSetting, fmt.Sprintf("From Grafana %s the setting %s has no effect.", attr.Ignored, attr.Name), at)
	}
	if since := attr.Values[value.String()]; since != "" {
		g.since(fmt.Sprintf("The %s %q", attr.Name, value.String()), since, at)
	}
}

// has reports a part that the version does not have yet, no longer has, or has only
// with a feature toggle. It returns whether the version has it.
func (g *gate) has(part string, tags schema.Tags, at hcl.Range) bool {
	if tags.Since != "" && !g.since(part, tags.Since, at) {
		return false
	}
	if tags.Until != "" && g.version.AtLeast(tags.Until) {
		detail := fmt.Sprintf("%s is not in Grafana %s and newer, and this configuration is for %s.", part, tags.Until, g.version)
		g.errorOnce(diag.Removed, strings.TrimSpace(detail+" "+tags.Instead), at)
		return false
	}
	if tags.Needs != "" && !g.grafana.FineGrained() {
		g.errorOnce(diag.NeedsFineGrained, fmt.Sprintf("%s is part of fine-grained access control. Grafana %s has only with feature_toggles = [%q] in the grafana block, and always from %s.", part, g.version, tags.Needs, schema.FineGrainedSince), at)
		return false
	}
	if g.isOff(tags.Toggle) {
		g.errorOnce(diag.NeedsToggle, fmt.Sprintf("%s needs feature_toggles = [%q] in the grafana block: Grafana %s has it only with this toggle, and always from %s.", part, tags.Toggle, g.version, catalogue.Toggles()[tags.Toggle].Until), at)
		return false
	}
	return true
}

// isOff reports whether the version has a feature toggle, which is not declared. It is false
// for no toggle.
func (g *gate) isOff(toggle string) bool {
	t, ok := catalogue.Toggles()[toggle]
	return ok && !t.Over(g.version) && !slices.Contains(g.grafana.FeatureToggles, toggle)
}

func (g *gate) since(part string, since schema.Version, at hcl.Range) bool {
	if g.version.AtLeast(since) {
		return true
	}
	g.errorOnce(diag.NeedsNewer, fmt.Sprintf("%s needs Grafana %s, and this configuration is for %s.", part, since, g.version), at)
	return false
}

func (g *gate) errorOnce(summary, detail string, at hcl.Range) {
	if !g.said[at] {
		g.said[at] = true
		g.Error(summary, detail, at)
	}
}

func (g *gate) warnOnce(summary, detail string, at hcl.Range) {
	if !g.said[at] {
		g.said[at] = true
		g.Warn(summary, detail, at)
	}
}

// isWritten reports whether the file has an attribute. An attribute with its default
// value may count as left out.
func isWritten(v reflect.Value) bool {
	if v.Kind() == reflect.Interface {
		x, _ := v.Interface().(hcl.Expression)
		return !expr.IsAbsent(x)
	}
	return !v.IsZero()
}
