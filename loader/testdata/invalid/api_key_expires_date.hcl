org "main" {}
api_key "ci" {
  role    = "Viewer"
  expires = "2027-01-01" # ERROR: Invalid time | "2027-01-01" is not a time between 1970 and 2261; write it as in "2027-01-01T00:00:00Z".
}
