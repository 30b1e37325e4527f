// Package terraform reads what a Terraform project declares of a Grafana into an Inventory. The project is
// a folder of .tf files (package project), or the JSON of a state or a plan (package show); both give the
// resources of package resource, which this package reads.
//
// A project declares a part of a Grafana. The rest is told by the options, as far as somebody knows it, and as
// Unread otherwise.
package terraform
