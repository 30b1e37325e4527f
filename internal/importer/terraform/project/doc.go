// Package project reads the folder of a Terraform project, and the folders of its modules, without a provider and
// without a Grafana: it evaluates variables, locals, for_each, count, dynamic blocks and the inputs and outputs of
// modules, and makes up the ids that Grafana would give. A value that only a provider or a run can know is unknown,
// with the reason.
package project
