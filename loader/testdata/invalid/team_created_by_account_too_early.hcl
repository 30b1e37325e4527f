org "main" {}
team "sre" { created_by = service_account.ci } # ERROR: Newer Grafana needed | A service account as creator needs Grafana 8.5, and this configuration is for 8.0.
