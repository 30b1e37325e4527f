# Folders are given to teams, so that a new colleague is one line here and none there. The admins of a
# team say who is in it; over folders they have no more than its members.

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

# Carl made this team himself, which made him its admin.
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

# Vera is a Viewer of the org. Shifts change weekly, and she need not ask for that either.
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
