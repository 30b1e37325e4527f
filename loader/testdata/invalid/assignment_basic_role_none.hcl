grafana { version = "13.3" }
org "main" {}
role_assignment "a" {
  role        = "fixed:reports:reader"
  basic_roles = ["None"] # ERROR: Unknown role | There is no role "None" here;
}
