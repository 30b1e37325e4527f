package schema

import "github.com/hashicorp/hcl/v2"

// InvariantBlock is an invariant block as written.
type InvariantBlock struct {
	Instance
	Name         string         `hcl:"name,label"`
	NameRange    hcl.Range      `hcl:"name,label_range"`
	Org          hcl.Expression `hcl:"org,optional" type:"reference to an org" default:"that of what it is about, or the one org that is declared" doc:"The org that is asked in."`
	Actions      hcl.Expression `hcl:"actions" type:"list of strings" doc:"The actions, by the newest Grafana's names for them."`
	On           hcl.Expression `hcl:"on,optional" type:"list of resources" default:"the org itself, for actions that need no resource" doc:"What they are done with, and with it everything below: of a folder the folders in it and all that they hold, declared or not; of an org all that is in it. As in an allow block."`
	Only         hcl.Expression `hcl:"only,optional" type:"list of subjects" default:"anybody" doc:"Nobody else may do any of it. As the list as of a test; an empty list is nobody."`
	Never        hcl.Expression `hcl:"never,optional" type:"list of subjects" default:"nobody" doc:"None of them may do any of it."`
	AtLeast      *int           `hcl:"at_least,optional" default:"none" doc:"How many subjects must be able to do each of it, wherever it applies."`
	AtLeastRange hcl.Range      `hcl:"at_least,attr_value_range"`
	AtMost       *int           `hcl:"at_most,optional" default:"any number" doc:"How many subjects may be able to do each of it."`
	AtMostRange  hcl.Range      `hcl:"at_most,attr_value_range"`
	Description  string         `hcl:"description,optional" doc:"For people; Grafana does not see it."`
	Range        hcl.Range      `hcl:",def_range" doc:"What must hold of everybody in the configuration. rolecall test and rolecall build check it, and a broken one stops the build."`
}

// An Invariant is what must hold of every subject of the configuration. It
// has at least one of the four conditions.
type Invariant struct {
	// Name is the label, with the key of an instance.
	Name    string
	Actions []Text
	// On are the resources; the org itself where none is written.
	On []ResourceRef
	// Only is nil when anybody may, and empty when nobody may.
	Only  []SubjectRef
	Never []SubjectRef
	// AtLeast and AtMost are nil for any number.
	AtLeast, AtMost *int
	Range           hcl.Range
}
