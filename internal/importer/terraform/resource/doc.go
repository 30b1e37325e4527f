// Package resource holds the resources and data sources of a Terraform project as plain values,
// whatever they were read from: a state, a plan or the files of the project.
//
// Values that Terraform does not know yet are unknown values of cty. The ids that Grafana gives at an
// apply are made up by Complete, so that references between resources lead to one another all the
// same.
package resource
