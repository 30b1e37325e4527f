grafana {
  version = "8.0"
  anonymous {
    org  = org.mian # ERROR: Reference to undeclared org | No org "mian" is declared.
    role = "Viewer"
  }
}
org "main" {}
