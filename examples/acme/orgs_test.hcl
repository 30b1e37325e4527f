# The two orgs, the server that they share, and subjects that are not people.

test "Acme is closed to Logistics" {
  as = [user.leo, user.lou, anonymous]

  deny {
    actions = ["folders:read"]
    on      = [folder.production, folder.sandbox, folder.storefront]
  }
}

test "Logistics is closed to Acme" {
  as = [user.ada, user.olga, team.payments, team.storefront]

  deny {
    actions = ["folders:read"]
    on      = [folder.logistics_production, folder.warehouse, folder.carriers]
  }
}

test "each Admin in her org" {
  for_each = {
    "acme"      = { admin = user.ada, org = org.acme }
    "logistics" = { admin = user.lena, org = org.logistics }
  }
  as = [each.value.admin]

  allow {
    actions = ["datasources:create", "org.users:write", "teams:create"]
    on      = [each.value.org]
  }
}

test "Olga runs the server" {
  org = org.acme
  as  = ["Grafana Admin"]

  allow {
    actions = ["users:create"]
    on      = [{ type = "server" }]
  }
  allow {
    actions = ["users:disable"]
    on      = [user.max]
  }
  allow {
    actions = ["org.users:add"]
    on      = [org.logistics]
  }
}

test "and has no say in what is on it" {
  as = ["Grafana Admin"]

  deny {
    actions = ["dashboards:write"]
    on      = [folder.production, folder.warehouse]
  }
}

test "the screens show what Viewers see" {
  as = [anonymous, org.logistics.viewers]

  allow {
    actions = ["dashboards:read"]
    on      = [folder.warehouse, folder.logistics_production, dashboard.hall_screen, dashboard.carrier_delays]
  }
}

test "the screens show no prices" {
  as = [anonymous]

  deny {
    actions = ["dashboards:read"]
    on      = [folder.carriers]
  }
}

test "who left may do nothing" {
  as = [user.max]

  deny {
    actions = ["folders:read", "dashboards:write"]
    on      = [folder.production, folder.sandbox]
  }
}

test "the pipeline marks deploys" {
  as = [service_account.deploy_markers]

  allow {
    actions = ["annotations:create"]
    on      = [{ type = "annotation", dashboard = dashboard.deploys }]
  }
}

test "and nothing else" {
  as = [service_account.deploy_markers]

  deny {
    actions = ["annotations:create"]
    on      = [org.acme, { type = "annotation", dashboard = dashboard.slo_overview }]
  }
  deny {
    actions = ["dashboards:read"]
    on      = [folder.production, folder.sandbox, dashboard.capacity]
  }
}

test "the ledger is for people who open a dashboard of Finance" {
  as = [team.finance, user.auditor, user.dora, user.carl, user.eve, user.pia]

  allow {
    actions = ["datasources:query"]
    on      = [data_source.ledger]
  }
}

test "other data sources are for everybody with a role" {
  as = [user.paul, team.support]

  allow {
    actions = ["datasources:query"]
    on      = [data_source.prometheus, data_source.loki]
  }
  deny {
    actions = ["datasources:query"]
    on      = [data_source.ledger]
  }
}
