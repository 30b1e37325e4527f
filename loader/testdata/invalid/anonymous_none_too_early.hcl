grafana {
  version = "9.3"
  anonymous { role = "None" } # ERROR: Newer Grafana needed | The role "None" needs Grafana 10.2, and this configuration is for 9.3.
}
org "main" {}
