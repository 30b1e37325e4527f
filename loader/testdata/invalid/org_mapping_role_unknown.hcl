org "main" {}
org_mapping {
  group = "*"
  role  = "viewers" # ERROR: Unknown role | There is no role "viewers" here;
}
