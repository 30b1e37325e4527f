org "main" {}
folder "f" {
  permission "folders:read" { roles = ["Viewer"] } # ERROR: Unknown level | There is no level "folders:read" here; the levels are "View", "Edit", "Admin".
}
