grafana {
  version = "8.0"
  anonymous { role = "Grafana Admin" } # ERROR: Unknown role | There is no role "Grafana Admin" here;
}
org "main" {}
