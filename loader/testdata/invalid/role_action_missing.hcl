grafana { version = "9.3" }
org "main" {}
role "a" {
  permission { scopes = ["folders:*"] } # ERROR: Missing action for permission | All permission blocks must have 1 labels (action).
}
