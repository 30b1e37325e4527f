# Only dashboards with permissions of their own; all others are as their folder is.

# In a folder, a dashboard adds to what the folder gives, and takes nothing away.

# Teams mark and tune what they deploy. The rest of Production stays with SRE.
dashboard "deploys" {
  folder = folder.production
  uid    = "deploys"
  title  = "Deploys"

  permission "Edit" { teams = [team.payments, team.storefront] }
}

# The one view of Payments without card data: Storefront owns the first half of the funnel.
dashboard "checkout_funnel" {
  folder = folder.payments
  uid    = "checkout-funnel"
  title  = "Checkout funnel"

  permission "View" { teams = [team.storefront] }
}

# Dora builds it, and sees nothing else of Finance.
dashboard "revenue" {
  folder = folder.finance
  uid    = "revenue"
  title  = "Revenue"

  permission "Edit" { users = [user.dora] }
}

# Made by Dora, so she decides who else may change it, in a folder that is Carl's.
dashboard "search_quality" {
  folder     = folder.storefront
  uid        = "search-quality"
  title      = "Search quality"
  created_by = user.dora
}

# The auditors get the summary, not the evidence.
dashboard "breach_timeline" {
  folder = folder.legal_hold
  uid    = "breach-timeline"
  title  = "Breach timeline"

  permission "View" { users = [user.auditor] }
}

# Delays are no secret, prices are: this one of Carriers is for the screens too.
dashboard "carrier_delays" {
  folder = folder.carriers
  uid    = "carrier-delays"
  title  = "Carrier delays"

  permission "View" { roles = ["Viewer", "Editor"] }
}

# In General, a dashboard has the default permissions until it gets its own, which replace them.

# Everybody's home dashboard. Editors could change it by default; here only SRE can.
dashboard "slo_overview" {
  org   = org.acme
  uid   = "slo-overview"
  title = "SLO overview"

  permission "View" { roles = ["Viewer", "Editor"] }
  permission "Edit" { teams = [team.sre] }
}

# Kept the defaults, and has Sam for its Admin.
dashboard "capacity" {
  org        = org.acme
  uid        = "capacity"
  title      = "Capacity"
  created_by = user.sam
}

# What the screens show from six to six. Leo alone changes it, or the hall sees a half-made one.
dashboard "hall_screen" {
  org   = org.logistics
  uid   = "hall-screen"
  title = "Hall screen"

  permission "View" { roles = ["Viewer", "Editor"] }
  permission "Edit" { users = [user.leo] }
}
