org "main" {}
org_mapping {
  group = "*"
  role  = "None" # ERROR: Newer Grafana needed | The role "None" needs Grafana 10.2, and this configuration is for 8.0.
}
