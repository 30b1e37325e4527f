# Access to the folders of Acme and to the dashboards in them. `rolecall test` runs these tests.

test "production is for everybody to see" {
  as = [org.acme.editors, org.acme.viewers]

  allow {
    actions = ["folders:read", "dashboards:read"]
    on      = [folder.production, { dashboard = "latency-by-region", folder = folder.production }]
  }
}

test "production is for SRE to change" {
  as = [team.sre]

  allow {
    actions = ["dashboards:write", "dashboards:create", "dashboards:delete"]
    on      = [folder.production]
  }
}

test "other teams change their deploys, and nothing else of production" {
  as = [team.payments, team.storefront, team.support]

  deny {
    actions = ["dashboards:write", "dashboards:create"]
    on      = [folder.production]
  }
}

test "teams mark what they deploy" {
  as = [team.payments, team.storefront]

  allow {
    actions = ["dashboards:write"]
    on      = [dashboard.deploys]
  }
}

# Edit is not Admin: in SRE, only Eve decides who else has access.
test "who lets others into production" {
  as = [user.sam, user.kim]

  deny {
    actions = ["folders.permissions:write"]
    on      = [folder.production]
  }
}

test "who lets others into a folder" {
  for_each = {
    "production" = { who = user.eve, where = folder.production }
    "storefront" = { who = user.carl, where = folder.storefront } # he created it
    "finance"    = { who = user.fay, where = folder.finance }
  }
  as = [each.value.who, user.ada]

  allow {
    actions = ["folders.permissions:write"]
    on      = [each.value.where]
  }
}

test "card data" {
  as = [user.carl, user.dora, team.support, team.finance]

  deny {
    actions = ["folders:read", "dashboards:read"]
    on      = [folder.payments]
  }
}

test "on call looks at payments, and changes nothing" {
  as = [team.sre]

  allow {
    actions = ["dashboards:read"]
    on      = [folder.payments, dashboard.checkout_funnel]
  }
  deny {
    actions = ["dashboards:write"]
    on      = [folder.payments, dashboard.checkout_funnel]
  }
}

test "Storefront has one view of payments" {
  as = [team.storefront]

  allow {
    actions = ["dashboards:read"]
    on      = [dashboard.checkout_funnel]
  }
  deny {
    actions = ["dashboards:read"]
    on      = [{ dashboard = "cards", folder = folder.payments }]
  }
}

test "the auditor reads, and writes nothing" {
  as = [user.auditor]

  allow {
    actions = ["dashboards:read"]
    on      = [folder.finance, dashboard.revenue, dashboard.breach_timeline]
  }
  deny {
    actions = ["dashboards:write"]
    on      = [folder.finance, dashboard.revenue, dashboard.breach_timeline]
  }
}

# Neither Editors nor Viewers: an empty list is not the default list.
test "legal hold is for org admins" {
  as = [org.acme.editors, org.acme.viewers]

  deny {
    actions = ["folders:read", "dashboards:read"]
    on      = [folder.legal_hold, { dashboard = "evidence", folder = folder.legal_hold }]
  }
}

test "the sandbox is for everybody" {
  as = ["Viewer", "Editor"]

  allow {
    actions = ["dashboards:write", "dashboards:delete"]
    on      = [folder.sandbox]
  }
}

test "in General a list replaces the default one" {
  org = org.acme # both orgs have a General
  as  = [user.paul, user.carl]

  allow {
    actions = ["dashboards:write"]
    on      = [dashboard.capacity, { dashboard = "anything", folder = "general" }]
  }
  deny {
    actions = ["dashboards:write"]
    on      = [dashboard.slo_overview]
  }
}

# The list of a folder reaches the folders in it, and theirs only adds.
test "budgets are for the leads to see" {
  as = [user.carl, user.eve, user.pia]

  allow {
    actions = ["dashboards:read"]
    on      = [folder.budgets]
  }
  deny {
    actions = ["dashboards:write"]
    on      = [folder.budgets]
  }
  deny {
    actions = ["dashboards:read"]
    on      = [folder.finance]
  }
}

test "and for Finance to change" {
  as = [team.finance]

  allow {
    actions = ["dashboards:write", "dashboards:create"]
    on      = [folder.budgets]
  }
}

test "Viewers look, and store nothing" {
  org = org.acme
  as  = [org.acme.viewers]

  allow {
    actions = ["annotations:read"]
    on      = [{ type = "annotation", dashboard = dashboard.slo_overview }]
  }
  deny {
    actions = ["annotations:create", "alert.rules:write"]
    on = [
      { type = "annotation", dashboard = "latency-by-region", folder = folder.storefront },
      { type = "alert", folder = folder.storefront },
    ]
  }
  deny { actions = ["datasources:explore"] }
}
