grafana { version = "9.3" }
org "main" {}
service_account "ci" {
  role = "Viewer"
  token "deploy" {}
  token "deploy" {} # ERROR: Duplicate token | There is another token with the name "deploy", at token_twice.hcl:5.
}
