grafana { version = "9.3" }
org "main" {}
basic_role "Editor" {
  remove {
    permission "folders:delete" {}
    permission "folders:write" { scopes = ["dashboards:*"] } # WARNING: Permission that never matches | No scope of folders:write is like "dashboards:*", so the permission matches nothing;
  }
}
