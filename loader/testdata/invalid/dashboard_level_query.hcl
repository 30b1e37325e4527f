org "main" {}
dashboard "d" {
  permission "Query" { roles = ["Viewer"] } # ERROR: Unknown level | There is no level "Query" here;
}
