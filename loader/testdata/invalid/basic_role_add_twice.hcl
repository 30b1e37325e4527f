grafana { version = "9.3" }
org "main" {}
basic_role "Editor" {
  add {}
  add {} # ERROR: Duplicate add block | Only one add block is allowed
}
