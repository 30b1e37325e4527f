grafana { version = "13.3" }
org "main" { viewers = [user.vic] }
user "vic" {}
folder "top" {
  permission "Edit" { users = [user.vic] }
}
folder "middle" { parent = folder.top }
folder "sub" {
  parent = folder.middle
  permission "View" { users = [user.vic] } # WARNING: Permission without effect | folder.top gives Edit to user.vic already, at folder_adds_nothing_to_parent.hcl:
}
