org "main" {}
api_key "ci" { role = "None" } # ERROR: Newer Grafana needed | The role "None" needs Grafana 10.2, and this configuration is for 8.0.
