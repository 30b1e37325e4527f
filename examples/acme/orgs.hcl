# Orgs share the server and the people, and nothing else: a folder, team or key of one does not exist in
# the other. Roles are the ground floor; folders and dashboards give more to teams and people.

org "acme" {
  name = "Acme"

  admins = [user.ada]

  # Those who build dashboards.
  editors = [
    user.eve, user.max, user.sam, # SRE
    user.paul, user.pia,          # Payments
    user.carl, user.chen,         # Storefront
    user.dora,                    # data analyst
  ]

  viewers = [
    user.kim,                # SRE, on probation: what she changes, she changes by her team
    user.petra,              # product manager of Payments
    user.fay, user.finn,     # Finance
    user.vera, user.vic,     # Support
    user.auditor, user.lena, # guests
    user.olga,               # runs the server, and has no say in what is on it
  ]
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
