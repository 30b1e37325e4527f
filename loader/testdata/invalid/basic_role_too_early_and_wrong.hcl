# What is inside of a block that the version lacks is not reported as well.
org "main" {}
basic_role "Editor" { # ERROR: Fine-grained access control needed
  add {
    permission "report:read" { scopes = [folder.nowhere] }
  }
}
service_account "ci" { # ERROR: Newer Grafana needed | needs Grafana 8.5, and this configuration is for 8.0.
  role = "Bot"
  token "deploy" { expires = "soon" }
}
