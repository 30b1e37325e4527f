# Programs sign in with the token of a service account, which has a role in one org, as a user has.

# The pipeline marks deploys with annotations. No org role is that narrow, so the account has none: it can
# edit the dashboard of deploys (see dashboards.hcl), and nothing else. Ada makes a new token each quarter.
service_account "deploy_markers" {
  org  = org.acme
  name = "deploy-markers"
  role = "None"

  token "first_quarter" { expires = "2027-04-01T00:00:00Z" }
}

# The customers' status page reads the warehouse. Its token does not expire, as nobody is on call for the
# page, and as it shows no more than the screens in the hall.
service_account "status_page" {
  org  = org.logistics
  name = "status-page"
  role = "Viewer"

  token "page" {}
}
