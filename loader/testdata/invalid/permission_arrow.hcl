org "main" {}
folder "prod" {
  permission "Edit" = ["Editor"] # ERROR: Invalid block definition | The equals sign "=" indicates an argument definition, and must not be used when
}
