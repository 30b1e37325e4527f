org "main" {}
folder "prod" {
  permission "Write" { roles = ["Editor"] } # ERROR: Unknown level | There is no level "Write" here;
}
