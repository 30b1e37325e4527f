grafana { version = "13.0" }
org "main" {}
data_source "prom" {}
role "everywhere" {
  global = true
  permission "datasources:read" {
    scopes = ["datasources:uid:prom", "datasources:uid:*"] # ERROR: Scope of one org | Grafana 13.0 refuses a role for all orgs with the scope "datasources:uid:prom" of a single thing
  }
}
role "here" {
  permission "datasources:read" { scopes = ["datasources:uid:prom"] }
}
