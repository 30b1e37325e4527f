org "main" {}
folder "prod" {
  permission "edit" { roles = ["Editor"] } # ERROR: Unknown level | There is no level "edit" here;
}
