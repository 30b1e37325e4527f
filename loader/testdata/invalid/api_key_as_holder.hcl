org "main" {}
api_key "ci" { role = "Viewer" }
folder "f" {
  permission "Edit" { api_keys = [api_key.ci] } # ERROR: Unsupported argument | An argument named "api_keys" is not expected here.
}
