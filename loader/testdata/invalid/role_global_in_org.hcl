grafana { version = "9.3" }
org "main" {}
role "r" {
  org    = org.main # ERROR: Global role in an org | A role is either global or in an org.
  global = true
  permission "reports:create" {}
}
