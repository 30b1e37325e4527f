grafana {
  version = "13.3"
  edition = "cloud"
}
org "main" {}
user "root" { grafana_admin = true } # ERROR: Server admin in Grafana Cloud | Grafana Cloud has no server admins, and the edition is "cloud"
user "eve" { grafana_admin = false }
org_mapping { # ERROR: Server admin in Grafana Cloud | Grafana Cloud has no server admins
  group         = "ops"
  role          = "Viewer"
  grafana_admin = true
}
org_mapping {
  group         = "dev"
  role          = "Viewer"
  grafana_admin = false
}
