# Only dashboards with permissions of their own are here; the others have those of their folder.

# In a folder, the permissions of a dashboard add to those of the folder, and take none away.

# Teams and their pipeline mark and tune what they deploy. The rest of Production stays with SRE.
dashboard "deploys" {
  folder = folder.production
  uid    = "deploys"
  title  = "Deploys"

  permission "Edit" {
    teams            = [team.payments, team.storefront]
    service_accounts = [service_account.deploy_markers]
  }
}

# The only dashboard of Payments without card data: Storefront owns the first half of the funnel.
dashboard "checkout_funnel" {
  folder = folder.payments
  uid    = "checkout-funnel"
  title  = "Checkout funnel"

  permission "View" { teams = [team.storefront] }
}

# Dora builds it, and sees nothing else in Finance.
dashboard "revenue" {
  folder = folder.finance
  uid    = "revenue"
  title  = "Revenue"

  permission "Edit" { users = [user.dora] }
}

# Dora created it, so she decides who else can change it, although the folder is Carl's.
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

# Prices are secret, delays are not: this dashboard of Carriers is for the screens, too.
dashboard "carrier_delays" {
  folder = folder.carriers
  uid    = "carrier-delays"
  title  = "Carrier delays"

  permission "View" { roles = ["Viewer", "Editor"] }
}

# In General, a dashboard has the default permissions until it gets its own, which replace them.

# The home dashboard of all. By default Editors can change it; here only SRE can.
dashboard "slo_overview" {
  org   = org.acme
  uid   = "slo-overview"
  title = "SLO overview"

  permission "View" { roles = ["Viewer", "Editor"] }
  permission "Edit" { teams = [team.sre] }
}

# It has the default permissions, and Sam is its Admin.
dashboard "capacity" {
  org        = org.acme
  uid        = "capacity"
  title      = "Capacity"
  created_by = user.sam
}

# The screens show it from six to six. Only Leo changes it, so that nobody sees it half done.
dashboard "hall_screen" {
  org   = org.logistics
  uid   = "hall-screen"
  title = "Hall screen"

  permission "View" { roles = ["Viewer", "Editor"] }
  permission "Edit" { users = [user.leo] }
}
