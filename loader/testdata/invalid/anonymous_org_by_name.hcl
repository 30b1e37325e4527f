grafana {
  version = "8.0"
  anonymous {
    org  = "main" # ERROR: Reference expected | Write a reference to an org here, as in org.main, without quotes.
    role = "Viewer"
  }
}
org "main" {}
