grafana { version = "9.3" }
org "main" {}
basic_role "Editor" {
  add {}
  add {} # ERROR: Duplicate add block | There may be only one add block here; there is one at basic_role_add_twice.hcl:4.
}
