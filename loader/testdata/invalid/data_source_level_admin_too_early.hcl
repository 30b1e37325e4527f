grafana { version = "9.3" }
org "main" {}
data_source "p" {
  permission "Admin" { roles = ["Editor"] } # ERROR: Newer Grafana needed | The level Admin of a data source needs Grafana 10.2.3, and this configuration is for 9.3.
}
