// Package terraform turns a configuration into a project for Terraform and its provider for Grafana.
//
// The project has a resource for each thing that the provider manages, and refers to things by
// references, so that it has no id of a server. Resources of lists are authoritative, as the lists of a
// configuration are; a list that is as Grafana creates it has no resource. The tables in tables.json say
// which resource and attribute a thing becomes, and which parts the provider has no resource for.
package terraform
