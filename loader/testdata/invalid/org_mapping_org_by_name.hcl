org "main" {}
org_mapping {
  group = "*"
  org   = "*" # ERROR: Reference expected | Write a reference to an org here, as in org.NAME, without quotes.
  role  = "Viewer"
}
