grafana { version = "9.3" }
org "main" {}
role_assignment "a" {
  role        = "fixed:reports:reader"
  basic_roles = ["Viewer"] # WARNING: Superseded assignment | Grafana 9.3 does not assign roles to basic roles: change this one by a block basic_role "Viewer".
}
