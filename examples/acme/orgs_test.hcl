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

test "deploys are marked until the key ends" {
  as = [api_key.deploy_markers]
  context { time = "2027-03-31T23:59:59Z" }

  allow {
    actions = ["annotations:create"]
    on      = [org.acme]
  }
}

test "and not from then on" {
  as = [api_key.deploy_markers]
  context { time = "2027-04-01T00:00:00Z" }

  deny {
    actions = ["annotations:create"]
    on      = [org.acme]
  }
}
