grafana { version = "9.3" }
org "main" {}
folder "top" {
  uid = "general" # WARNING: Folder with the uid general | Requests name General, the folder that every org has, by this uid, so no request can name this
  permission "View" { roles = ["Viewer"] } # WARNING: Disregarded permissions | With fine-grained access control the uid general stands for General, whose permi
}
