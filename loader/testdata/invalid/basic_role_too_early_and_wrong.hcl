# What is inside of a block that the version lacks is not reported as well.
org "main" {}
basic_role "Editor" { # ERROR: Newer Grafana needed | the first version here that has it is "9.3"
  add {
    permission "report:read" { scopes = [folder.nowhere] }
  }
}
service_account "ci" { # ERROR: Newer Grafana needed | the first version here that has it is "8.5"
  role = "Bot"
  token "deploy" { expires = "soon" }
}
