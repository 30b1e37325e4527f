org "main" {}
org_mapping "admins" { # ERROR: Extraneous label for org_mapping | No labels are expected for org_mapping blocks.
  group = "cn=admins"
  role  = "Admin"
}
