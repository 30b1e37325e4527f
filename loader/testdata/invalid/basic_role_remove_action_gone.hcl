grafana { version = "13.3" }
org "main" {}
basic_role "Admin" {
  add {
    permission "apikeys:create" {} # ERROR: Action without effect | Grafana 13.3 does not check apikeys:create, so it has no effect; older versions did. Grafana 13.3 refuses such a role.
  }
  remove {
    permission "apikeys:delete" {} # WARNING: Action without effect | Grafana 13.3 does not check apikeys:delete, so it has no effect;
  }
}
