org "main" {}
org "other" { viewers = [user.eve] }
user "eve" {}
folder "prod" {
  org = org.main
  permission "Edit" { users = [user.eve] } # WARNING: Permission for a user outside the org | user.eve has no role in org.main, so the permission cannot be used.
}
