org "main" {}
folder "prod" {
  permission { roles = ["Viewer"] } # ERROR: Missing level for permission | All permission blocks must have 1 labels (level).
}
