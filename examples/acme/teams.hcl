# Folders are given to teams, so that a new colleague is one line here and none there. The admins of a
# team decide who is in it; over folders they have the same rights as its members.

team "sre" {
  org     = org.acme
  name    = "SRE"
  members = [user.kim, user.max, user.sam]
  admins  = [user.eve]
}

team "payments" {
  org     = org.acme
  name    = "Payments"
  members = [user.paul, user.petra]
  admins  = [user.pia]
}

# Carl created this team, so he is its admin.
team "storefront" {
  org        = org.acme
  name       = "Storefront"
  members    = [user.chen]
  created_by = user.carl
}

team "finance" {
  org     = org.acme
  name    = "Finance"
  members = [user.finn]
  admins  = [user.fay]
}

# Vera is a Viewer of the org, and need not ask an admin when shifts change every week.
team "support" {
  org     = org.acme
  name    = "Support"
  members = [user.vic]
  admins  = [user.vera]
}

team "warehouse" {
  org     = org.logistics
  name    = "Warehouse"
  members = [user.lou]
  admins  = [user.leo]
}
