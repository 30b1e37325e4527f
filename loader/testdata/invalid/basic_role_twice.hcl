grafana { version = "9.3" }
org "main" {}
basic_role "Editor" {}
basic_role "Editor" {} # ERROR: Duplicate basic_role | There is another basic_role with the name "Editor", at basic_role_twice.hcl:3.
