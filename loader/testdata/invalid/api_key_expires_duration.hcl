org "main" {}
api_key "ci" {
  role    = "Viewer"
  expires = "90d" # ERROR: Invalid time | "90d" is not a time between 1970 and 2261; write it as in "2027-01-01T00:00:00Z".
}
