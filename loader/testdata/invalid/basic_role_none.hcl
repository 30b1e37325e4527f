grafana { version = "13.3" }
org "main" {}
basic_role "None" {} # ERROR: Unknown role | There is no basic role "None";
