// Package show reads what Terraform and OpenTofu print about a project: the JSON of "terraform show
// -json", for a state or a plan, and the file of a state.
package show
