org "main" {}
folder "prod" {
  permission "View" { roles = ["viewer"] } # ERROR: Unknown role | There is no role "viewer" here;
}
