grafana { version = "9.3" }
org "main" {}
basic_role "Edtior" {} # ERROR: Unknown role | There is no basic role "Edtior";
