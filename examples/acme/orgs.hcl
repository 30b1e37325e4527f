# Orgs share the server and the people, and nothing else: a folder, team or account of one does not exist in
# the other. Almost everybody has a role; folders and dashboards give more to teams and people.

org "acme" {
  name = "Acme"

  admins = [user.ada]

  # The people who build dashboards.
  editors = [
    user.eve, user.max, user.sam, # SRE
    user.paul, user.pia,          # Payments
    user.carl, user.chen,         # Storefront
    user.dora,                    # data analyst
  ]

  viewers = [
    user.kim,            # SRE, on probation: she can edit only what her team can
    user.petra,          # product manager of Payments
    user.fay, user.finn, # Finance
    user.vera, user.vic, # Support
    user.lena,           # a guest
    user.olga,           # runs the server, and edits no dashboards
  ]

  # A guest without a role: the auditor opens only what names that account.
  none = [user.auditor]
}

org "logistics" {
  name = "Acme Logistics"

  admins  = [user.lena]
  editors = [user.leo]

  viewers = [
    user.lou,
    user.eve,  # on call for the network that both companies share
    user.dora, # forecasts parcels from orders
  ]
}
