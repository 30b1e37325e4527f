org "main" {}
service_account "ci" { role = "Editor" } # ERROR: Newer Grafana needed | A block service_account needs Grafana 8.5, and this configuration is for 8.0.
