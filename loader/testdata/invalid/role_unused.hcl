grafana { version = "9.3" }
org "main" {}
role "a" { # WARNING: Unused role | No role_assignment gives role.a to anybody.
  permission "reports:create" {}
}
