org "main" {}
data_source "p" {
  permission "Edit" { roles = ["Editor"] } # ERROR: Newer Grafana needed | The level Edit of a data source needs Grafana 8.5, and this configuration is for 8.0.
}
