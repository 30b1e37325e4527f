grafana { version = "9.3" }
org "main" {}
role_assignment "a" {
  role        = "fixed:reports:reader"
  basic_roles = ["Viewer"] # WARNING: Superseded assignment | From Grafana 9.0 roles are not assigned to a basic role: change it by a block basic_role "Viewer".
}
