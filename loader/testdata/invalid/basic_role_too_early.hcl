grafana { version = "8.5" }
org "main" {}
basic_role "Editor" { # ERROR: Fine-grained access control needed
  remove {
    permission "reports:read" {}
  }
}
