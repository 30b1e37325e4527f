grafana { version = "9.3" }
org "main" {}
role "a" {
  permission "folders:read" { scope = "folders:*" } # ERROR: Unsupported argument | An argument named "scope" is not expected here.
}
