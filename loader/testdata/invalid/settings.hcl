grafana {
  version = "7.5" # ERROR: Unknown version | The known versions are those from "8.0"
  anonymous {
    role = "Viewer"
  }
  anonymous { # ERROR: Duplicate anonymous block | There may be only one anonymous block here; there is one at settings.hcl:3.
    role = "Viewer"
  }
}
org "main" {}
api_key "b" { role = "Wiever" } # ERROR: Unknown role | Did you mean "Viewer"?
api_key "a" {
  role    = "Grafana Admin" # ERROR: Unknown role | There is no role "Grafana Admin" here
  expires = "tomorrow" # ERROR: Invalid time | write it as in "2027-01-01T00:00:00Z"
}
