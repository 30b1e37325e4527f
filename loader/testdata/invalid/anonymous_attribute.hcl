grafana {
  version   = "8.0"
  anonymous = true # ERROR: Unsupported argument | An argument named "anonymous" is not expected here.
}
org "main" {}
