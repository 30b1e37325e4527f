grafana { version = "9.2" }
org "main" {}
user "u" {}
service_account "a" {
  role       = "Viewer"
  created_by = user.u # ERROR: Newer Grafana needed | The attribute created_by needs Grafana 9.3
  permission "Edit" { users = [user.u] } # ERROR: Newer Grafana needed | A block permission needs Grafana 9.3
}
