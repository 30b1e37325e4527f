grafana { version = "13.3" }
org "main" { permission = "Edit" } # ERROR: Unsupported argument | Permissions stand in the folder, dashboard or data source.
team "sre" {
  team_sync { groups = ["g"] } # ERROR: Unsupported block type | external_groups = ["cn=sre"]
  email = "sre@example.com" # ERROR: Unsupported argument | Leave it out.
}
folder "prod" {
  name = "Production" # ERROR: Unsupported argument | Write title = "…".
  permissions { # ERROR: Unsupported block type | permission "Edit" { teams = [team.NAME] }
    team = "sre"
  }
  permission "Edit" {
    team_id    = team.sre.id # ERROR: Unsupported argument | Write teams as a list of references: teams = [team.NAME].
    user_id    = 1 # ERROR: Unsupported argument | Write users as a list of references: users = [user.NAME].
    role       = "Viewer" # ERROR: Unsupported argument | Write roles as a list: roles = ["Viewer"].
    permission = "Edit" # ERROR: Unsupported argument | The level is the label
  }
  permission {} # ERROR: Missing level for permission | Write permission "Edit" { … }.
  permission = "Edit" # ERROR: Unsupported argument | Write the block without an equals sign: permission "Edit" { … }.
  folder "inner" {} # ERROR: Unsupported block type | parent = folder.NAME
}
data_source "prom" {
  type = "prometheus" # ERROR: Unsupported argument | leave it out.
  permission "View" { teams = [team.sre] } # ERROR: Unknown level | The lowest level here is "Query".
  permission "Query" { teams = [team.sre] }
}
dashboard "d" {
  folder_uid  = folder.prod.uid # ERROR: Unsupported argument | Write the folder as folder = folder.NAME.
  config_json = "{}" # ERROR: Unsupported argument | Access does not depend on it
}
