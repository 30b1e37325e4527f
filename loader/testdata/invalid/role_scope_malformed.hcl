grafana { version = "9.3" }

org "main" {}

role "inside" {
  permission "folders:write" {
    scopes = [
      "default folder permissions", # ERROR: Malformed scope
      "anywhere",                   # ERROR: Malformed scope
      "server global.users:id:*",   # ERROR: Malformed scope
      "folders",                    # ERROR: Malformed scope
      ":uid:a",                     # ERROR: Malformed scope
    ]
  }
}
