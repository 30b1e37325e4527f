# A server where nobody has been given anything but an org role, and where every resource has the permissions that
# it was created with. Package actions asks it what each role is allowed.

variable "grafana" { description = "The settings of the server, as in the data of a bundle." }
variable "toggles" { description = "The feature toggles that are on." }
variable "has" { description = "The types of blocks that the server has." }

grafana {
  version           = var.grafana.version
  viewers_can_edit  = var.grafana.viewers_can_edit
  editors_can_admin = var.grafana.editors_can_admin
  allow_org_create  = var.grafana.allow_org_create
  feature_toggles   = var.toggles
}

org "main" {
  admins  = [user.admin]
  editors = [user.editor]
  viewers = [user.viewer, user.server_admin, user.none] # none gets the role None where there is one
}

org "other" {}

user "admin" {}
user "editor" {}
user "viewer" {}
user "none" {}
user "server_admin" { grafana_admin = true }

team "team" { org = org.main }

folder "folder" { org = org.main }

dashboard "in_folder" {
  folder = folder.folder
  uid    = "in-folder"
}

dashboard "in_general" {
  org = org.main
  uid = "in-general"
}

data_source "data_source" { org = org.main }

service_account "account" {
  for_each = contains(var.has, "service_account") ? toset(["account"]) : []
  org      = org.main
  role     = "Viewer"
}

api_key "key" {
  for_each = contains(var.has, "api_key") ? toset(["key"]) : []
  org      = org.main
  role     = "Viewer"
}

role "role" {
  for_each = contains(var.has, "role") ? toset(["role"]) : []
  org      = org.main
}
