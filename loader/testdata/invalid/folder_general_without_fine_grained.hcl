grafana { version = "8.5" }
org "main" {}
folder "general" { # WARNING: Folder with the uid general | Requests name General, the folder that every org has, by this uid, so no request can name this
  permission "View" { roles = ["Viewer"] }
}
