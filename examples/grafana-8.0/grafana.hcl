# Grafana 8.0 has settings that open more than newer releases do: from 12.1 on editors_can_admin has no
# effect, and viewers_can_edit has lost most of its own.

grafana {
  version = "8.0"

  # Viewers can change a graph without saving it, and open Explore. Everybody who can view a dashboard can
  # therefore annotate it, and an Editor who can view it can pause its alerts.
  viewers_can_edit = true

  # The creator of a folder, a dashboard or a team is its Admin. Without the setting a creator gets nothing.
  editors_can_admin = true

  # The screen in the hall cannot sign in. Under viewers_can_edit it can annotate what it shows.
  anonymous {
    org  = org.main
    role = "Viewer"
  }
}
