grafana { version = "9.3" }
org "main" {}
role "r" {
  org    = org.main # ERROR: Global role in an org | A role is global or in an org, not both: take out one of the attributes.
  global = true
  permission "reports:create" {}
}
