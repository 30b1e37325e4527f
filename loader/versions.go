package loader

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

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
	g := &gate{resolver: r, version: version, said: map[hcl.Range]bool{}, idle: map[reflect.Type]bool{}}
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
	// idle are the structs in which nothing depends on the version.
	idle map[reflect.Type]bool
}

func (g *gate) blocks(in reflect.Value, fields []schema.Field) {
	for _, field := range fields {
		if g.isIdle(field.Elem) {
			continue
		}
		v := in.Field(field.Index)
		if v.Kind() != reflect.Slice {
			g.block(v, field)
			continue
		}
		for i := range v.Len() {
			g.block(v.Index(i), field)
		}
	}
}

func (g *gate) block(v reflect.Value, field schema.Field) {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return
		}
		v = v.Elem()
	}
	shape := schema.ShapeOf(field.Elem)
	var at hcl.Range
	if shape.Range >= 0 {
		at = v.Field(shape.Range).Interface().(hcl.Range)
	}
	if !g.has(fmt.Sprintf("A block %s", field.Name), shape.Tags, at) {
		return
	}
	for _, attr := range shape.Attributes {
		value := v.Field(attr.Index)
		if !isWritten(value) {
			continue
		}
		at := at
		if expr, ok := value.Interface().(hcl.Expression); ok {
			at = expr.Range()
		} else if attr.Range >= 0 {
			at = v.Field(attr.Range).Interface().(hcl.Range)
		}
		g.attribute(attr, value, at)
	}
	g.creator(v)
	if source, ok := v.Addr().Interface().(*schema.DataSourceBlock); ok {
		for _, p := range source.Permissions {
			if since := schema.LevelsSince[p.Level]; since != "" {
				g.since(fmt.Sprintf("The level %s of a data source", p.Level), since, p.LevelRange)
			}
		}
	}
	g.blocks(v, shape.Blocks)
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

// creator reports a service account as creator, whose attribute came earlier
// for users.
func (g *gate) creator(v reflect.Value) {
	if field := v.FieldByName("CreatedBy"); field.IsValid() {
		expr, _ := field.Interface().(hcl.Expression)
		if expr != nil && rootName(expr) == string(schema.ServiceAccountType) {
			g.since("A service account as creator", schema.ShapeOf(reflect.TypeFor[schema.ServiceAccountBlock]()).Since, expr.Range())
		}
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
	g.diags = slices.DeleteFunc(g.diags, func(d *hcl.Diagnostic) bool {
		if d.Subject == nil || g.said[*d.Subject] {
			// What was said of the very place is one of ours, or of
			// the value as a whole.
			return d.Subject != nil && g.said[*d.Subject] && !slices.Contains([]string{needsNewer, removed, needsFineGrained, ignoredSetting}, d.Summary)
		}
		for at := range g.said {
			if at.Filename == d.Subject.Filename && at.Start.Byte <= d.Subject.Start.Byte && d.Subject.End.Byte <= at.End.Byte {
				return true
			}
		}
		return false
	})
}

// isIdle says whether nothing in a block, nor in those inside it, depends on
// a version, so that there is no need to look at each of them.
func (g *gate) isIdle(t reflect.Type) bool {
	if idle, known := g.idle[t]; known {
		return idle
	}
	shape := schema.ShapeOf(t)
	_, created := t.FieldByName("CreatedBy")
	idle := !depends(shape.Tags) && !created &&
		!slices.ContainsFunc(shape.Attributes, func(f schema.Field) bool { return depends(f.Tags) }) &&
		!slices.ContainsFunc(shape.Blocks, func(f schema.Field) bool { return !g.isIdle(f.Elem) })
	g.idle[t] = idle
	return idle
}

func depends(t schema.Tags) bool {
	return t.Since != "" || t.Until != "" || t.Ignored != "" || t.Needs != "" || t.Values != nil
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
