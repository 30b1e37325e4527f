# Acme runs one Grafana server with two orgs: for itself, and for Acme Logistics, which it bought.

grafana {
  version = "13.3"
  edition = "enterprise"

  # The screens over the conveyor belts cannot sign in. They see what a Viewer of Logistics sees, so
  # everybody in the hall can see everything that the org shows to Viewers.
  anonymous {
    org  = org.logistics
    role = "Viewer"
  }
}
