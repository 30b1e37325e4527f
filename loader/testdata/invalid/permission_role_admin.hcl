org "main" {}
folder "prod" {
  permission "Admin" { roles = ["Admin"] } # ERROR: Unknown role | There is no role "Admin" here;
}
