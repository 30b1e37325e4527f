grafana { version = "9.3" }
org "main" { viewers = [user.max] }
user "max" { disabled = true }
role_assignment "a" {
  role  = "fixed:reports:reader"
  users = [user.max] # WARNING: Permission for a disabled user | user.max is disabled, at assignment_to_disabled_user.hcl:3, and has no permissions.
}
