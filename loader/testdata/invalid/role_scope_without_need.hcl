grafana { version = "9.3" }
org "main" { viewers = [user.eve] }
user "eve" {}
role_assignment "a" {
  role  = role.a
  users = [user.eve]
}
role "a" {
  permission "orgs:write" { scopes = ["orgs:*"] } # WARNING: Scope without effect | orgs:write does not apply to a single thing, so its scope "orgs:*" changes nothing;
}
