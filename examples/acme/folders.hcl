# A folder without permission blocks has Grafana's default permissions: Viewers view, Editors edit. With
# blocks it has only these. Org admins can do everything everywhere, so no list names them.

# Acme

# Everybody can view production, and only SRE can change it.
folder "production" {
  org   = org.acme
  uid   = "production"
  title = "Production"

  permission "View" { roles = ["Viewer", "Editor"] }
  permission "Edit" { teams = [team.sre] }
  permission "Admin" { users = [user.eve] } # gives access to others while Ada is away
}

# Card data is for the people who handle it. The list names no role, so Editors of other teams have no access.
folder "payments" {
  org   = org.acme
  uid   = "payments"
  title = "Payments"

  permission "View" { teams = [team.sre] } # on call
  permission "Edit" { teams = [team.payments] }
}

# It has the default permissions: any Editor can help. Carl created it, so he decides who else can.
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

# The default permissions, and Edit for the people of the hall, who are Viewers.
folder "warehouse" {
  org                 = org.logistics
  uid                 = "warehouse"
  title               = "Warehouse"
  default_permissions = true

  permission "Edit" { teams = [team.warehouse] }
}

# It has the same uid as a folder of Acme, and nothing else in common with it.
folder "logistics_production" {
  org   = org.logistics
  uid   = "production"
  title = "Production"
}

# The prices of carriers. The screens in the hall are Viewers, too, so the list names people, not the role.
folder "carriers" {
  org   = org.logistics
  uid   = "carriers"
  title = "Carriers"

  permission "View" { users = [user.dora, user.lou] }
  permission "Edit" { users = [user.leo] }
}

# Folders in folders

# A list adds to that of the folder above, and takes nothing from it: Finance can change this folder, too.
# The leads of the teams see their budgets, and nothing else in Finance.
folder "budgets" {
  org    = org.acme
  uid    = "budgets"
  title  = "Budgets"
  parent = folder.finance

  permission "View" { users = [user.carl, user.eve, user.pia] }
}
