org "main" {}
folder "prod" {
  permission "Edit" { service_accounts = [service_account.ci] } # ERROR: Newer Grafana needed | The attribute service_accounts needs Grafana 8.5, and this configuration is for 8.0.
}
