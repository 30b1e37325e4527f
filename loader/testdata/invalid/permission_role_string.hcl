org "main" {}
folder "prod" {
  permission "View" { roles = "Viewer" } # ERROR: List expected | Write a list of roles such as ["Viewer"] here.
}
