grafana { version = "9.3" }
org "main" {}
user "max" {}
role_assignment "a" {
  role  = "fixed:reports:reader"
  org   = org.main
  users = [user.max] # WARNING: Permission for a user outside the org | user.max has no role in org.main, so the permission cannot be used.
}
