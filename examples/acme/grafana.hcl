# Acme runs one Grafana server with two orgs: for itself, and for Acme Logistics, which it bought.

grafana {
  version = "8.0"

  # Viewers can change a graph without saving it, and open Explore. Everybody who can view a dashboard can
  # therefore annotate it, and an Editor who can view it can pause its alerts. Acme accepts that.
  viewers_can_edit = true

  # The creator of a folder, a dashboard or a team is its Admin, so that people need not ask Ada.
  editors_can_admin = true

  # The screens over the conveyor belts cannot sign in. They see what a Viewer of Logistics sees, so
  # everybody in the hall can see everything that the org shows to Viewers.
  anonymous {
    org  = org.logistics
    role = "Viewer"
  }
}
