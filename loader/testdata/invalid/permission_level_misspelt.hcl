org "main" {}
folder "prod" {
  permission "Veiw" { roles = ["Viewer"] } # ERROR: Unknown level | There is no level "Veiw" here;
}
