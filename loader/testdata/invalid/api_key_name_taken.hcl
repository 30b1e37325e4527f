org "main" {}
api_key "a" {
  name = "ci"
  role = "Viewer"
}
api_key "b" {
  name = "ci" # ERROR: Duplicate api_key | There is another api_key with the name "ci", at api_key_name_taken.hcl:3.
  role = "Editor"
}
