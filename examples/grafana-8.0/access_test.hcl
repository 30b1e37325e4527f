# viewers_can_edit: everybody who can view a dashboard can change it without saving, and annotate it.
test "Viewers look closer" {
  as = [org.main.viewers]

  allow {
    actions = ["dashboards:edit"]
    on      = [folder.storefront]
  }
  allow {
    actions = ["annotations:create"]
    on      = [{ type = "annotation", dashboard = dashboard.slo_overview }]
  }
  allow {
    actions = ["datasources:explore"]
    on      = [org.main]
  }
  deny {
    actions = ["dashboards:write"]
    on      = [folder.storefront, dashboard.slo_overview]
  }
  deny {
    actions = ["dashboards:edit"]
    on      = [folder.payments]
  }
}

test "an Editor who looks can pause an alert" {
  as = [user.paul]

  allow {
    actions = ["alert.rules:write"]
    on      = [{ type = "alert", dashboard = dashboard.slo_overview }]
  }
}

test "the screen annotates what it shows" {
  as = [anonymous]

  allow {
    actions = ["annotations:create"]
    on      = [{ type = "annotation", dashboard = dashboard.slo_overview }]
  }
  allow {
    actions = ["datasources:query"]
    on      = [data_source.prometheus]
  }
  deny {
    actions = ["dashboards:write"]
    on      = [dashboard.slo_overview]
  }
}

# editors_can_admin
test "the creator decides who else has access" {
  as = [user.carl]

  allow {
    actions = ["folders.permissions:write"]
    on      = [folder.storefront]
  }
}

test "another Editor does not" {
  as = [user.paul]

  deny {
    actions = ["folders.permissions:write"]
    on      = [folder.storefront]
  }
}

test "a Viewer administers a team" {
  as = [user.vera]

  allow {
    actions = ["teams.permissions:write"]
    on      = [team.support]
  }
}

test "Editors make teams" {
  as = [user.carl, user.paul]

  allow { actions = ["teams:create"] }
}

test "deploys are marked until the key ends" {
  as = [api_key.deploy_markers]
  context { time = "2027-03-31T23:59:59Z" }

  allow {
    actions = ["annotations:create"]
    on      = [org.main]
  }
}

test "and not from then on" {
  as = [api_key.deploy_markers]
  context { time = "2027-04-01T00:00:00Z" }

  deny {
    actions = ["annotations:create"]
    on      = [org.main]
  }
}
