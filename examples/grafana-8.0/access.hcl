org "main" {
  admins  = [user.ada]
  editors = [user.carl, user.paul]
  viewers = [user.vera, user.vic]
}

user "ada" {}
user "carl" {}
user "paul" {}
user "vera" {}
user "vic" {}

# Vera is a Viewer of the org, and in 8.0 the admin of a team decides who is in it all the same.
team "support" {
  name    = "Support"
  members = [user.vic]
  admins  = [user.vera]
}

# It has the default permissions: Viewers view, Editors edit. Carl created it, so he is its Admin.
folder "storefront" {
  title      = "Storefront"
  created_by = user.carl
}

# The list names no role, so the settings open nothing here.
folder "payments" {
  title = "Payments"

  permission "Edit" { users = [user.paul] }
}

# In General, the permissions of a dashboard replace the default ones.
dashboard "slo_overview" {
  uid   = "slo-overview"
  title = "SLO overview"

  permission "View" { roles = ["Viewer", "Editor"] }
}

# Grafana 8.0 has no permissions for data sources without a licence: every member of the org, and the
# screen, can query all of them.
data_source "prometheus" {}

# API keys have a role in the org and are in no team. Service accounts replaced them, and 12.1 has none.

# The pipeline marks deploys with annotations of the org. That takes an Editor, who can do much more, so
# the key expires.
api_key "deploy_markers" {
  name    = "deploy-markers"
  role    = "Editor"
  expires = "2027-04-01T00:00:00Z"
}

# The status page reads the warehouse. The key does not expire.
api_key "status_page" {
  name = "status-page"
  role = "Viewer"
}
