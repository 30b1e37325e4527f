# A key has a role in one org. Entries for teams and users never match it, so the role is all that it
# has.

# The pipeline marks deploys with annotations of the org. That takes an Editor, who can do much more, so
# the key expires, and Ada makes a new one each quarter.
api_key "deploy_markers" {
  org     = org.acme
  name    = "deploy-markers"
  role    = "Editor"
  expires = "2027-04-01T00:00:00Z"
}

# The customers' status page reads the warehouse. The key does not expire, as nobody is on call for the
# page, and as it shows no more than the screens in the hall.
api_key "status_page" {
  org  = org.logistics
  name = "status-page"
  role = "Viewer"
}
