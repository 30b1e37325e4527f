org "main" {}
data_source "p" {
  permission "View" { roles = ["Viewer"] } # ERROR: Unknown level | There is no level "View" here;
}
