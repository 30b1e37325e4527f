grafana {
  version = "8.0"
  anonymous {
    org  = "main" # ERROR: Reference expected | Write a reference to a org here, as in org.NAME, without quotes.
    role = "Viewer"
  }
}
org "main" {}
