# A key has a role in one org. Entries for teams and users never match it, so it gets no further than
# the role does.

# The pipeline marks deploys with annotations of the org, which takes an Editor. It could do more than
# that, so the key ends, and Ada makes a new one each quarter.
api_key "deploy_markers" {
  org     = org.acme
  name    = "deploy-markers"
  role    = "Editor"
  expires = "2027-04-01T00:00:00Z"
}

# The customers' status page reads the warehouse. It does not end: the page has nobody on call, and it
# sees no more than the screens in the hall.
api_key "status_page" {
  org  = org.logistics
  name = "status-page"
  role = "Viewer"
}
