org "main" {}
api_key "ci" {
  role    = "Viewer"
  expires = "90d" # ERROR: Invalid time | "90d" is no time; write it as in "2027-01-01T00:00:00Z".
}
