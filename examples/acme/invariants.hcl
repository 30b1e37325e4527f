# Rules that must hold for everybody, also after people join, leave, or change teams. `rolecall test`
# checks them, and `rolecall build` writes nothing if one does not hold.

invariant "only SRE decides what is in production" {
  actions = ["folders:write", "folders:delete", "dashboards:create"]
  on      = [folder.production]
  only    = [team.sre, org.acme.admins]
}

# Storefront sees the only dashboard there without card data, and only Payments changes dashboards.
invariant "card data stays with those who handle it" {
  actions = ["dashboards:read"]
  on      = [folder.payments]
  only    = [team.payments, team.sre, team.storefront, org.acme.admins]
}

invariant "only Payments changes what shows card data" {
  actions = ["dashboards:write", "dashboards:delete", "dashboards.permissions:write"]
  on      = [folder.payments]
  only    = [team.payments, org.acme.admins]
}

invariant "the evidence is left alone" {
  actions = ["dashboards:write", "dashboards:delete", "dashboards:create"]
  on      = [folder.legal_hold]
  only    = [org.acme.admins]
}

invariant "visitors who have not signed in change nothing" {
  actions = ["dashboards:write", "dashboards:delete", "dashboards:create", "folders:write", "playlists:write"]
  on      = [org.logistics]
  never   = [anonymous]
}

# So that somebody can always give access.
invariant "every folder has somebody who lets others in" {
  actions  = ["folders.permissions:write"]
  on       = [org.acme, org.logistics]
  at_least = 1
}

invariant "one server admin" {
  org     = org.acme
  actions = ["users:create", "orgs:create"]
  on      = [{ type = "server" }]
  at_most = 1
  only    = [user.olga]
}
