grafana { version = "13.3" }
org "main" { viewers = [user.eve] }
user "eve" {}
folder "production" { uid = "prod" }
role_assignment "r" {
  role  = role.r
  users = [user.eve]
}
role "r" {
  permission "folders:read" { scopes = ["folders:uid:prd"] } # WARNING: Scope of nothing declared | No folder with the uid "prd" is declared. Did you mean "prod"?
  permission "folders:write" { scopes = ["folders:uid:prod", "folders:uid:elsewhere", "folders:uid:general"] }
}
