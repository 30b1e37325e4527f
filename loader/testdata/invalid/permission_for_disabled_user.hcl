org "main" { viewers = [user.max] }
user "max" { disabled = true }
folder "prod" {
  permission "Edit" { users = [user.max] } # WARNING: Permission for a disabled user | user.max is disabled, at permission_for_disabled_user.hcl:2, and has no permissions.
}
