grafana { version = "9.3" }
org "main" {}
role "a" {
  permission "dashboards:read" { scopes = "dashboards:*" } # ERROR: List expected | Write a list of scopes such as ["folders:*", folder.NAME] here. With this one alone it is ["dashboards:*"].
}
