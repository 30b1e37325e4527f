grafana { version = "9.3" }
org "main" {}
folder "production" {}
role "a" {
  permission "folders:read" { scopes = [folder.prodution] } # ERROR: Reference to undeclared folder | No folder "prodution" is declared.
}
