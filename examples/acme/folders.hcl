# A folder without permission blocks has Grafana's default permissions: Viewers look, Editors edit. With
# blocks it has those alone. Org admins may do everything everywhere, so no list names them.

# Acme

# Everybody may look at production; at three in the morning nobody but SRE should have changed it.
folder "production" {
  org   = org.acme
  uid   = "production"
  title = "Production"

  permission "View" { roles = ["Viewer", "Editor"] }
  permission "Edit" { teams = [team.sre] }
  permission "Admin" { users = [user.eve] } # lets others in while Ada is away
}

# Card data is only for those who handle it: no role stands here, so an Editor of another team is out.
folder "payments" {
  org   = org.acme
  uid   = "payments"
  title = "Payments"

  permission "View" { teams = [team.sre] } # on call
  permission "Edit" { teams = [team.payments] }
}

# Left at the defaults: any Editor may help. Carl made it, and so decides who else may.
folder "storefront" {
  org        = org.acme
  uid        = "storefront"
  title      = "Storefront"
  created_by = user.carl
}

# Figures before they are published.
folder "finance" {
  org   = org.acme
  uid   = "finance"
  title = "Finance"

  permission "View" { users = [user.auditor] }
  permission "Edit" { teams = [team.finance] }
  permission "Admin" { users = [user.fay] }
}

# Support agents are Viewers of the org and keep their own boards here.
folder "support" {
  org   = org.acme
  uid   = "support"
  title = "Support"

  permission "View" { roles = ["Viewer"] }
  permission "Edit" {
    roles = ["Editor"]
    teams = [team.support]
  }
}

# For learning Grafana. Nothing here is worth keeping.
folder "sandbox" {
  org   = org.acme
  uid   = "sandbox"
  title = "Sandbox"

  permission "Edit" { roles = ["Viewer", "Editor"] }
}

# Evidence of the 2020 breach. The list is empty on purpose: org admins alone, until counsel says otherwise.
folder "legal_hold" {
  org                 = org.acme
  uid                 = "legal-hold"
  title               = "Legal hold"
  default_permissions = false
}

# Acme Logistics

# The defaults, and besides them the people of the hall, who are Viewers.
folder "warehouse" {
  org                 = org.logistics
  uid                 = "warehouse"
  title               = "Warehouse"
  default_permissions = true

  permission "Edit" { teams = [team.warehouse] }
}

# Has the uid of Acme's folder, and nothing else in common with it.
folder "logistics_production" {
  org   = org.logistics
  uid   = "production"
  title = "Production"
}

# What carriers charge. The screens in the hall are Viewers too, so people are named instead of the role.
folder "carriers" {
  org   = org.logistics
  uid   = "carriers"
  title = "Carriers"

  permission "View" { users = [user.dora, user.lou] }
  permission "Edit" { users = [user.leo] }
}
