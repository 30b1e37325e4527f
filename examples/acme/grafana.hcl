# Acme runs one Grafana for itself and for Acme Logistics, which it bought: a server, two orgs.

grafana {
  version = "8.0"

  # Viewers may change a graph to look closer, and open Explore; saving still takes Edit. Whoever may look
  # at a dashboard may thereby annotate it as well, and an Editor pause its alerts: Acme lives with that.
  viewers_can_edit = true

  # Whoever makes a folder, a dashboard or a team is its Admin, so that Ada is not asked for each.
  editors_can_admin = true

  # The screens over the conveyor belts cannot sign in. They see what a Viewer of Logistics sees, and so
  # whatever is in that org for its Viewers is in plain view of the hall.
  anonymous {
    org  = org.logistics
    role = "Viewer"
  }
}
