package loader

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/rolecall/rolecall/schema"
)

// accesscontrol is the feature toggle that turns fine-grained access control
// on in Grafana 8.x, and fineGrained the version that made it part of Grafana.
const (
	accesscontrol = "accesscontrol"
	fineGrained   = "9.0"
)

// noBasicRole is the version that brought the role None.
const noBasicRole = "10.2"

// version is the declared version of Grafana; empty when it is not one that
// is known, which is reported.
func (r *resolver) version() string {
	if v := r.world.Grafana.Version; slices.Contains(schema.Versions, v) {
		return v
	}
	return ""
}

// fineGrained says whether fine-grained access control decides.
func (r *resolver) fineGrained() bool {
	return !schema.Before(r.world.Grafana.Version, fineGrained) || slices.Contains(r.world.Grafana.FeatureToggles, accesscontrol)
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
		g.blocks(reflect.ValueOf(&f.blocks).Elem(), schema.ShapeOf(reflect.TypeFor[blocks]()).Blocks)
	}
	r.warnToggles(version)
	g.silence()
}

// warnToggles reports the feature toggle that has done its work.
func (r *resolver) warnToggles(version string) {
	if !schema.Before(version, fineGrained) && slices.Contains(r.grafana.FeatureToggles, accesscontrol) {
		r.warn(ignoredSetting, fmt.Sprintf("Fine-grained access control is always on from Grafana %s, so the feature toggle %s does nothing in %s.", fineGrained, accesscontrol, version), r.grafana.TogglesRange)
	}
}

// A gate walks over decoded blocks.
type gate struct {
	*resolver
	version string
	// said are the places that have been reported: a block that is
	// repeated by an expression has one.
	said map[hcl.Range]bool
	// plans are by the struct of a block what to look at.
	plans map[reflect.Type]*plan
}

// A plan is what there is to look at in the blocks of a type, for one version:
// little to nothing for most, and there are many blocks.
type plan struct {
	*schema.Shape
	// header says that the block itself may be out of place.
	header     bool
	attributes []schema.Field
	// creator is the index of the attribute created_by; -1 when the
	// version takes whatever may stand there.
	creator int
	blocks  []schema.Field
}

func (g *gate) plan(t reflect.Type) *plan {
	if p, made := g.plans[t]; made {
		return p
	}
	shape := schema.ShapeOf(t)
	p := &plan{Shape: shape, header: g.depends(shape.Tags), creator: -1}
	for _, attr := range shape.Attributes {
		if g.depends(attr.Tags) {
			p.attributes = append(p.attributes, attr)
		}
		if attr.Name == "created_by" && schema.Before(g.version, serviceAccounts()) {
			p.creator = attr.Index
		}
	}
	for _, inner := range shape.Blocks {
		if g.plan(inner.Elem) != nil {
			p.blocks = append(p.blocks, inner)
		}
	}
	levels := t == reflect.TypeFor[schema.DataSourceBlock]()
	if !p.header && len(p.attributes) == 0 && p.creator < 0 && len(p.blocks) == 0 && !levels {
		p = nil
	}
	g.plans[t] = p
	return p
}

// depends says whether the declared version may not have what the tags are of.
func (g *gate) depends(t schema.Tags) bool {
	if t.Since != "" && schema.Before(g.version, t.Since) ||
		t.Until != "" && !schema.Before(g.version, t.Until) ||
		t.Ignored != "" && !schema.Before(g.version, t.Ignored) ||
		t.Needs != "" && !g.fineGrained() {
		return true
	}
	for _, since := range t.Values {
		if schema.Before(g.version, since) {
			return true
		}
	}
	return false
}

// serviceAccounts is the version that brought service accounts.
func serviceAccounts() string {
	return schema.ShapeOf(reflect.TypeFor[schema.ServiceAccountBlock]()).Since
}

func (g *gate) blocks(in reflect.Value, fields []schema.Field) {
	for _, field := range fields {
		p := g.plan(field.Elem)
		if p == nil {
			continue
		}
		v := in.Field(field.Index)
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
	if p.header && !g.has(fmt.Sprintf("A block %s", name), p.Tags, g.at(v, p.Range)) {
		return
	}
	for _, attr := range p.attributes {
		value := v.Field(attr.Index)
		if !isWritten(value) {
			continue
		}
		if expr, ok := value.Interface().(hcl.Expression); ok {
			g.attribute(attr, value, expr.Range())
		} else {
			g.attribute(attr, value, g.at(v, attr.Range))
		}
	}
	if p.creator >= 0 {
		// A user can be a creator in every version.
		expr, _ := v.Field(p.creator).Interface().(hcl.Expression)
		if !isAbsent(expr) && g.rootName(expr) == string(schema.ServiceAccountType) {
			g.since("A service account as creator", serviceAccounts(), expr.Range())
		}
	}
	if source, ok := v.Addr().Interface().(*schema.DataSourceBlock); ok {
		g.levels(source)
	}
	g.blocks(v, p.blocks)
}

// at is the range in a field of a block.
func (g *gate) at(v reflect.Value, field int) hcl.Range {
	if field < 0 {
		return hcl.Range{}
	}
	return v.Field(field).Interface().(hcl.Range)
}

// levels reports levels of a data source that came later than others.
func (g *gate) levels(source *schema.DataSourceBlock) {
	for _, p := range source.Permissions {
		if since := schema.LevelsSince[p.Level]; since != "" {
			g.since(fmt.Sprintf("The level %s of a data source", p.Level), since, p.LevelRange)
		}
	}
}

func (g *gate) attribute(attr schema.Field, value reflect.Value, at hcl.Range) {
	if !g.has(fmt.Sprintf("The attribute %s", attr.Name), attr.Tags, at) {
		return
	}
	if attr.Ignored != "" && !schema.Before(g.version, attr.Ignored) {
		g.warnOnce(ignoredSetting, fmt.Sprintf("From Grafana %s the setting %s has no effect.", attr.Ignored, attr.Name), at)
	}
	if since := attr.Values[value.String()]; since != "" {
		g.since(fmt.Sprintf("The %s %q", attr.Name, value.String()), since, at)
	}
}

// has reports what the version does not have yet, any more, or without a
// feature toggle.
func (g *gate) has(what string, tags schema.Tags, at hcl.Range) bool {
	if tags.Since != "" && !g.since(what, tags.Since, at) {
		return false
	}
	if tags.Until != "" && !schema.Before(g.version, tags.Until) {
		detail := fmt.Sprintf("%s is no more in Grafana %s; the last version here that has it is %q.", what, g.version, schema.LastBefore(tags.Until))
		g.errorOnce(removed, strings.TrimSpace(detail+" "+tags.Instead), at)
		return false
	}
	if tags.Needs != "" && !g.fineGrained() {
		g.errorOnce(needsFineGrained, fmt.Sprintf("%s belongs to fine-grained access control, which Grafana %s has only with feature_toggles = [%q] in the grafana block, and every Grafana from %s; the first such version here is %q.", what, g.version, tags.Needs, fineGrained, schema.FirstSince(fineGrained)), at)
		return false
	}
	return true
}

func (g *gate) since(what, since string, at hcl.Range) bool {
	if !schema.Before(g.version, since) {
		return true
	}
	g.errorOnce(needsNewer, fmt.Sprintf("%s needs Grafana %s, and this configuration is for %s; the first version here that has it is %q.", what, since, g.version, schema.FirstSince(since)), at)
	return false
}

func (g *gate) errorOnce(summary, detail string, at hcl.Range) {
	if !g.said[at] {
		g.said[at] = true
		g.error(summary, detail, at)
	}
}

func (g *gate) warnOnce(summary, detail string, at hcl.Range) {
	if !g.said[at] {
		g.said[at] = true
		g.warn(summary, detail, at)
	}
}

// silence drops what was said about the inside of something that the version
// does not have: that it is there at all is the mistake.
func (g *gate) silence() {
	if len(g.said) == 0 {
		return
	}
	// By file, the places in the order of their beginnings, each with the
	// furthest end so far.
	places := map[string][]hcl.Range{}
	for at := range g.said {
		places[at.Filename] = append(places[at.Filename], at)
	}
	for _, f := range g.files {
		for at, whole := range blockRanges(f) {
			if g.said[at] {
				places[at.Filename] = append(places[at.Filename], whole)
			}
		}
	}
	for _, in := range places {
		slices.SortFunc(in, func(a, b hcl.Range) int { return cmp.Compare(a.Start.Byte, b.Start.Byte) })
		for i := 1; i < len(in); i++ {
			if in[i].End.Byte < in[i-1].End.Byte {
				in[i].End = in[i-1].End
			}
		}
	}
	ours := []string{needsNewer, removed, needsFineGrained, ignoredSetting}
	g.diags = slices.DeleteFunc(g.diags, func(d *hcl.Diagnostic) bool {
		if d.Subject == nil || slices.Contains(ours, d.Summary) {
			return false
		}
		in := places[d.Subject.Filename]
		after, _ := slices.BinarySearchFunc(in, d.Subject.Start.Byte+1, func(at hcl.Range, b int) int { return cmp.Compare(at.Start.Byte, b) })
		return after > 0 && d.Subject.End.Byte <= in[after-1].End.Byte
	})
}

// blockRanges are the blocks of a file, by where each is declared.
func blockRanges(f *file) map[hcl.Range]hcl.Range {
	all := map[hcl.Range]hcl.Range{}
	for _, block := range nativeBlocks(f) {
		all[block.DefRange()] = block.Range()
	}
	if f.hcl == nil || len(all) > 0 {
		return all
	}
	content, _, _ := f.hcl.Body.PartialContent(topSchema)
	for _, block := range content.Blocks {
		// In JSON, what is missing would stand before the closing brace.
		all[block.DefRange] = hcl.RangeBetween(block.DefRange, block.Body.MissingItemRange())
	}
	return all
}

// nativeBlocks are the blocks of a file in HCL's native syntax, which say more
// about their places than decoded ones; none of one in JSON.
func nativeBlocks(f *file) hclsyntax.Blocks {
	if f.hcl == nil {
		return nil
	}
	if body, ok := f.hcl.Body.(*hclsyntax.Body); ok {
		return body.Blocks
	}
	return nil
}

// isWritten says whether an attribute stands in the file. One that is written
// with the value that it has anyway may count as left out.
func isWritten(v reflect.Value) bool {
	if v.Kind() == reflect.Interface {
		expr, _ := v.Interface().(hcl.Expression)
		return !isAbsent(expr)
	}
	return !v.IsZero()
}
