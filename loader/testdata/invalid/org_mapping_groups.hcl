org "main" {}
org_mapping {
  groups = ["cn=admins"] # ERROR: Unsupported argument | Write one org_mapping for each group: group = "…".
  role   = "Admin"
}
