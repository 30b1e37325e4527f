org "main" {}
api_key "ci" { role = "editor" } # ERROR: Unknown role | There is no role "editor" here;
