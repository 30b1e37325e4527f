grafana { version = "13.3" }
org "main" {
  viewers = [user.vic]
}
user "vic" {}
folder "wind" {
  permission "View" { users = [user.vic] }
}
folder "turbines" {
  parent              = folder.wind
  default_permissions = false
}
folder "plain" { parent = folder.wind }
folder "defaults" {
  parent              = folder.wind
  default_permissions = true # WARNING: Default permissions without effect | folder.defaults is in folder.wind, and Grafana makes a folder in another without permissions of its own. Leave default_permissions out.
}
