grafana { version = "8.5" }
org "main" {}
service_account "ci" { role = "Grafana Admin" } # ERROR: Unknown role | There is no role "Grafana Admin" here;
