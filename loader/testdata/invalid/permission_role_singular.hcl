org "main" {}
folder "prod" {
  permission "View" { role = "Viewer" } # ERROR: Unsupported argument | An argument named "role" is not expected here.
}
