grafana { version = "9.3" }
org "main" {}
role "a" {
  permission "orgs:read" { scopes = [org.main] } # ERROR: Wrong kind of reference | No scope covers a
}
