grafana { version = "9.3" }
org "main" {}
role "a" {
  permissions = ["reports:create"] # ERROR: Unsupported argument | An argument named "permissions" is not expected here. Write the block "permission" without an equals sign: permission { … }.
}
